"""What a telephone does to a page: going back, pressing twice, coming back later."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.journeys.site import Site
from tests.journeys.people import ADDRESS

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("script", [True, False])
def test_going_back_to_a_form_that_failed_shows_it(
    site: Site, chromium: Browser, *, script: bool
) -> None:
    window = chromium.new_context(
        java_script_enabled=script, viewport={"width": 390, "height": 844}
    )
    page = window.new_page()
    page.goto(f"{site.address}/connexion")
    page.locator("#address").fill(ADDRESS)
    page.locator("#password").fill("pas-le-bon-mot-de-passe")
    page.get_by_role("button", name="Se connecter", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("PRV-SIGN-IN-WRONG")
    _follow_help_and_come_back(page)

    expect(page.get_by_role("alert")).to_contain_text("PRV-SIGN-IN-WRONG")
    expect(page.locator("#address")).to_have_value(ADDRESS)
    page.reload()
    expect(page.locator("#address")).to_have_value(ADDRESS)
    window.close()


def _follow_help_and_come_back(page: Page) -> None:
    page.locator("footer .help a").first.click()
    page.wait_for_url(re.compile("/aide"))
    page.go_back()
