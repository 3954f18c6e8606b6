"""The main job in numbers: how many pages, taps and seconds a new parent spends, at 390 pixels."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.main_job.effort import Effort
from tests.browser.main_job.test_main_job import PASSWORD, address_of, code_sent, demo
from tests.running_demo import Demo

__all__ = ["demo"]
pytestmark = pytest.mark.browser
ADDRESS = "marie.tremblay@exemple.quebec"
MOST_PAGES, MOST_TAPS, MOST_SECONDS = 4, 7, 75


def test_a_new_parent_is_at_the_portal_after_four_pages(demo: Demo, chromium: Browser) -> None:
    page = chromium.new_context(viewport={"width": 390, "height": 844}).new_page()
    effort = Effort(page)
    page.goto(address_of(demo, "PORTAL_PORT"))
    effort.tap("text=Se connecter")
    page.wait_for_url(re.compile("/connexion"))
    create = page.get_by_role("button", name="Créer mon compte")
    below = create.bounding_box()
    assert below is not None
    assert below["y"] + below["height"] <= 844

    effort.read()
    effort.type("#address", ADDRESS)
    effort.tap("button[value=create]")
    effort.read()
    effort.type("#code", code_sent(demo, page))
    effort.tap("button.main")
    effort.read()
    effort.type("#password", PASSWORD)
    effort.tap("button.main")
    effort.read()
    effort.type("#number", "1204524")
    effort.tap("button.main")
    expect(page.get_by_role("heading", name="Bonjour")).to_be_visible()

    assert len(effort.pages) <= MOST_PAGES, effort
    assert effort.taps <= MOST_TAPS, effort
    assert effort.seconds <= MOST_SECONDS, effort
