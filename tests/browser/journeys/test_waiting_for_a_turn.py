"""A full house, in a real browser without scripts: the page that waits goes on by itself."""

import pytest
from playwright.sync_api import Browser

from tests.browser.journeys.site import Site
from tests.conftest import make_parent

pytestmark = pytest.mark.browser


def test_who_waits_is_let_in_by_the_page_alone(site: Site, chromium: Browser) -> None:
    parent = make_parent(site.provider, "marie.tremblay@exemple.quebec")
    hashing = site.provider.shares.hashing
    while hashing.take():
        pass
    with chromium.new_context(
        viewport={"width": 390, "height": 740}, locale="fr-CA", java_script_enabled=False
    ) as window:
        page = window.new_page()
        page.goto(f"{site.address}/connexion")
        page.fill("[name=address]", parent.address)
        page.fill("[name=password]", parent.password)
        page.click("button.main")
        assert page.title().startswith("Un instant")
        assert parent.password not in page.content()
        for _ in range(hashing.places):
            hashing.leave()
        page.wait_for_url(f"{site.address}/compte", timeout=15_000)  # nobody pressed anything
