"""What a telephone does to a page: going back, pressing twice, coming back later."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from idp.storage import Statement
from tests.browser.journeys.site import Site
from tests.conftest import Parent, make_parent
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


@pytest.mark.parametrize("script", [True, False])
def test_every_last_button_of_an_account_may_be_pressed_twice(
    site: Site, chromium: Browser, *, script: bool
) -> None:
    window = chromium.new_context(
        java_script_enabled=script, viewport={"width": 390, "height": 844}
    )
    page, parent = window.new_page(), make_parent(site.provider, ADDRESS)
    _sign_in(site, page, parent)
    expect(page).to_have_url(f"{site.address}/compte")
    assert _count(site, "browser_session") == 1

    page.goto(f"{site.address}/compte/renseignements")
    page.locator("#given_name").fill("Zoé")
    press_twice(page.locator("main form button.main"))
    expect(page).to_have_url(re.compile("notice=details-kept"))
    page.goto(f"{site.address}/compte/enfants")
    page.locator("#number").fill("1234567")
    press_twice(page.locator("button[value=add]"))
    expect(page).to_have_url(re.compile("notice=child-added"))
    page.locator("main details summary").first.click()
    press_twice(page.locator("button[name=link_id]").first)
    expect(page).to_have_url(re.compile("notice=child-removed"))
    window.close()


@pytest.mark.parametrize("script", [True, False])
def test_what_ends_may_be_pressed_twice_and_come_back_to(
    site: Site, chromium: Browser, *, script: bool
) -> None:
    window = chromium.new_context(
        java_script_enabled=script, viewport={"width": 390, "height": 844}
    )
    page, parent = window.new_page(), make_parent(site.provider, ADDRESS)
    _sign_in(site, page, parent)
    page.goto(f"{site.address}/deconnexion")
    press_twice(page.locator("main form button.main"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre session est fermée")
    _follow_help_and_come_back(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre session est fermée")

    _sign_in(site, page, parent)
    page.goto(f"{site.address}/compte/fermeture")
    page.locator("#understood").check()
    press_twice(page.locator("main form button").last)
    expect(page).to_have_url(re.compile("/compte-ferme"))
    _follow_help_and_come_back(page)
    expect(page).to_have_url(re.compile("/compte-ferme"))
    _sign_in(site, page, parent)
    expect(page).to_have_url(re.compile("/reouverture"))
    answer_slowly(page)
    press_twice(page.locator("main form button.main"))
    expect(page).to_have_url(re.compile("/compte$"))
    window.close()


def _sign_in(site: Site, page: Page, parent: Parent) -> None:
    page.goto(f"{site.address}/connexion")
    page.locator("#address").fill(parent.address)
    page.locator("#password").fill(parent.password)
    press_twice(page.get_by_role("button", name="Se connecter", exact=True))
    expect(page).to_have_url(re.compile("/(compte|reouverture)"))


def _count(site: Site, table: str) -> int:
    with site.provider.database.reading() as tx:
        row = tx.row(Statement(f"SELECT count(*) FROM {table}"))
    assert row is not None
    count: int = row[0]
    return count


def answer_slowly(page: Page) -> None:
    """Let no answer come before the second press: the browser then sends the form twice."""
    slow = {"offline": False, "latency": 150, "downloadThroughput": -1, "uploadThroughput": -1}
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", slow)


def press_twice(button: Locator) -> None:
    """Press as a nervous thumb does, the second time 80 ms after the first."""
    button.click(trial=True)  # a page that was just shown takes no press yet
    box = button.bounding_box()
    assert box is not None
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    button.page.mouse.click(x, y)
    button.page.wait_for_timeout(80)
    button.page.mouse.click(x, y)


def test_a_page_that_was_just_shown_takes_no_tap(site: Site, chromium: Browser) -> None:
    window = chromium.new_context(viewport={"width": 390, "height": 844})
    page = window.new_page()
    page.goto(f"{site.address}/connexion")
    link = page.locator("footer .help a").first
    link.click(trial=True)  # it takes taps by now
    box = link.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    page.evaluate(_SHOWN_ANEW)
    page.mouse.click(x, y)
    page.wait_for_timeout(300)
    expect(page).to_have_url(f"{site.address}/connexion")
    page.evaluate("document.body.getAnimations().forEach((each) => each.finish())")
    page.mouse.click(x, y)
    expect(page).to_have_url(re.compile("/aide"))
    window.close()


_SHOWN_ANEW = """() => {
  document.body.style.animation = "none";
  document.body.getBoundingClientRect();
  document.body.style.animation = "";
  for (const each of document.body.getAnimations()) { each.pause(); each.currentTime = 0; }
}"""
"""Begins the page's first third of a second again, and stops there."""
