"""What parents do, in Chromium: with a real server, a real worker and real mail."""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, expect

from tests.browser.journeys.site import Site
from tests.journeys.people import ADDRESS, NEW_PASSWORD, PASSWORD

pytestmark = pytest.mark.browser


def _press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def _ask_for_code(site: Site, page: Page, path: str = "/inscription") -> None:
    page.goto(f"{site.address}{path}")
    page.locator("#address").fill(ADDRESS)
    page.locator("main form button.main").first.click()
    page.wait_for_url("**/code?*")


def _enter_code(page: Page, code: str) -> None:
    page.locator("#code").fill(code)
    page.locator("button[value=check]").click()


def _choose_password(page: Page, password: str) -> None:
    page.wait_for_url("**/nouveau-mot-de-passe?*")
    page.locator("#password").fill(password)
    page.locator("main form button.main").click()


def _sign_up(site: Site, page: Page) -> None:
    _ask_for_code(site, page)
    _enter_code(page, site.mailbox.code_for(ADDRESS))
    _choose_password(page, PASSWORD)
    page.wait_for_url("**/compte")


def test_a_new_password_is_weighed_while_it_is_typed(site: Site, page: Page) -> None:
    _ask_for_code(site, page)
    _enter_code(page, site.mailbox.code_for(ADDRESS))
    page.wait_for_url("**/nouveau-mot-de-passe?*")
    said = page.locator("[data-measures=password]")
    for typed, words in (
        ("motdepasse", "Encore 2"),
        ("motdepasse123", "connu des pirates"),
        ("azerty azerty azerty", "connu des pirates"),
        (PASSWORD, "Difficile à deviner"),
    ):
        page.locator("#password").fill(typed)
        expect(said).to_contain_text(words)
    page.locator("main form button.main").click()
    page.wait_for_url("**/compte")


def test_a_parent_signs_up_with_a_pasted_code_and_confirms_a_child(site: Site, page: Page) -> None:
    _ask_for_code(site, page)
    expect(page.get_by_text(ADDRESS).first).to_be_visible()
    _enter_code(page, f" {site.mailbox.code_for(ADDRESS)}\u00a0 ")
    _choose_password(page, PASSWORD)
    page.wait_for_url("**/compte")

    page.goto(f"{site.address}/enfant")
    page.locator("#number").fill("7654321")
    page.locator("button[value=confirm]").click()
    expect(page.get_by_role("alert")).to_contain_text("PRV-CHILD-NO-MATCH")
    expect(page.get_by_text(ADDRESS).first).to_be_visible()
    expect(page.locator("#number")).to_have_value("7654321")

    page.locator("#number").fill("123 45 67")
    page.locator("button[value=confirm]").click()
    page.wait_for_url("**/compte/enfants?*")
    expect(page.get_by_text("Léa Tremblay", exact=True)).to_be_visible()


def test_the_page_says_when_the_mail_server_took_the_message(site: Site, page: Page) -> None:
    _ask_for_code(site, page)
    site.mailbox.wait_for(ADDRESS, "code")

    expect(page.locator("main .notice[role=status]")).to_be_visible()
    page.reload()
    expect(page.locator("main .notice.good[role=status]")).to_be_visible()


def test_an_open_page_hears_by_itself_that_the_message_left(site: Site, page: Page) -> None:
    _ask_for_code(site, page)
    page.locator("#code").fill("12")

    expect(page.locator("#delivery.good")).to_be_visible()
    expect(page.locator("#code")).to_have_value("12")


def test_a_wrong_code_says_so_and_the_right_one_still_works(site: Site, page: Page) -> None:
    _ask_for_code(site, page)
    code = site.mailbox.code_for(ADDRESS)

    _enter_code(page, "0000 0000" if code != "0000 0000" else "1111 1111")
    expect(page.get_by_role("alert")).to_contain_text(re.compile("4\\sessais"))
    _enter_code(page, code)

    page.wait_for_url("**/nouveau-mot-de-passe?*")


def test_the_back_button_leads_on(site: Site, page: Page) -> None:
    _sign_up(site, page)

    page.go_back()
    page.reload()

    page.wait_for_url("**/compte")


def test_a_code_is_finished_in_a_second_tab(site: Site, page: Page, window: BrowserContext) -> None:
    _ask_for_code(site, page)
    second = window.new_page()
    second.goto(page.url)
    _enter_code(second, site.mailbox.code_for(ADDRESS))
    _choose_password(second, PASSWORD)
    second.wait_for_url("**/compte")

    _enter_code(page, site.mailbox.code_for(ADDRESS))

    page.wait_for_url("**/compte")


def test_a_lost_cookie_keeps_the_address(site: Site, page: Page, window: BrowserContext) -> None:
    _ask_for_code(site, page)
    code = site.mailbox.code_for(ADDRESS)
    window.clear_cookies()

    _enter_code(page, code)

    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("#address")).to_have_value(ADDRESS)
    page.locator("main form button.main").first.click()
    page.wait_for_url("**/code?*")
    _enter_code(page, site.mailbox.code_for(ADDRESS, count=2))
    _choose_password(page, PASSWORD)
    page.wait_for_url("**/compte")


def test_everything_works_without_javascript(site: Site, chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()

    _sign_up(site, page)
    page.goto(f"{site.address}/enfant")
    page.locator("#number").fill("1234567")
    page.locator("button[value=confirm]").click()

    page.wait_for_url("**/compte/enfants?*")
    context.close()


def test_a_password_is_reset(site: Site, page: Page, window: BrowserContext) -> None:
    _sign_up(site, page)
    window.clear_cookies()

    _ask_for_code(site, page, "/mot-de-passe-oublie")
    _enter_code(page, site.mailbox.code_for(ADDRESS, count=2))
    _choose_password(page, NEW_PASSWORD)

    page.wait_for_url("**/compte")
    site.mailbox.wait_for(ADDRESS, "mot de passe")


def test_an_address_with_an_account_is_never_a_dead_end(
    site: Site, page: Page, window: BrowserContext
) -> None:
    _sign_up(site, page)
    window.clear_cookies()
    _ask_for_code(site, page)
    _enter_code(page, site.mailbox.code_for(ADDRESS, count=2))
    page.wait_for_url("**/compte-existant?*")

    page.locator("main a.button.main").click()
    expect(page.locator("#address")).to_have_value(ADDRESS)
    page.locator("#password").fill(PASSWORD)
    _press(page, "Se connecter")

    page.wait_for_url("**/compte")


def test_the_language_is_switched_and_the_page_stays(site: Site, page: Page) -> None:
    _ask_for_code(site, page)
    here = page.url

    _press(page, "English")

    expect(page.locator("html")).to_have_attribute("lang", "en-CA")
    assert page.url == here
    _enter_code(page, site.mailbox.code_for(ADDRESS))
    page.wait_for_url("**/nouveau-mot-de-passe?*")


def test_the_support_message_is_composed_and_sent(site: Site, page: Page) -> None:
    page.goto(f"{site.address}/connexion")
    page.locator("#address").fill(ADDRESS)
    page.locator("#password").fill("pas le bon mot de passe")
    _press(page, "Se connecter")
    page.locator("footer .help a").first.click()
    expect(page.get_by_text("PRV-SIGN-IN-WRONG").first).to_be_visible()

    page.locator("#address").fill(ADDRESS)
    page.locator("#child_name").fill("Léa")
    page.locator("#message").fill("La fiche 1234567 ne marche pas.")
    picture = FilePayload(name="a.png", mimeType="image/png", buffer=page.screenshot())
    page.locator("#screenshot").set_input_files(files=[picture])
    page.locator("main form button.main").click()

    page.wait_for_url("**/aide/envoyee?*")
    letter = site.mailbox.wait_for(site.provider.settings.pages.support_address, "aide")
    body = letter.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    assert "PRV-SIGN-IN-WRONG" in text
    assert "/connexion" in text
    assert "Chrome, Linux" in text
    assert "1234567" not in text
    assert [each.get_content_type() for each in letter.iter_attachments()] == ["image/png"]
    assert str(letter["Reply-To"]) == ADDRESS
