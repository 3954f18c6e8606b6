"""What a telephone does to a page: going back, pressing twice, coming back later."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.journeys.site import Site
from tests.journeys.people import ADDRESS, PASSWORD

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


@pytest.mark.parametrize("script", [True, False])
def test_every_button_of_a_sign_up_may_be_pressed_twice(
    site: Site, chromium: Browser, *, script: bool
) -> None:
    window = chromium.new_context(
        java_script_enabled=script, viewport={"width": 390, "height": 844}
    )
    page = window.new_page()
    page.goto(f"{site.address}/inscription")
    page.locator("#address").fill(ADDRESS)
    press_twice(page.locator("main form button.main").first)
    expect(page).to_have_url(re.compile("/code"))
    page.locator("#code").fill(site.mailbox.code_for(ADDRESS))
    press_twice(page.locator("button[value=check]"))
    expect(page).to_have_url(re.compile("/nouveau-mot-de-passe"))
    page.locator("#password").fill(PASSWORD)
    press_twice(page.locator("main form button.main"))
    expect(page).to_have_url(re.compile("/compte$"))

    page.goto(f"{site.address}/enfant")
    page.locator("#number").fill("1234567")
    press_twice(page.locator("button[value=confirm]"))
    expect(page).to_have_url(re.compile("/compte/enfants"))
    expect(page.get_by_text("Léa Tremblay", exact=True)).to_be_visible()
    window.close()


def press_twice(button: Locator) -> None:
    """Press as a nervous thumb does, the second time 80 ms after the first."""
    box = button.bounding_box()
    assert box is not None
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    button.page.mouse.click(x, y)
    button.page.wait_for_timeout(80)
    button.page.mouse.click(x, y)
