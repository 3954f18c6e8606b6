"""Coming in by Microsoft, in Chromium: a real server, real mail, and the stand-in for Entra."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser, BrowserContext, Page, expect

from idp.settings import Settings
from tests import stand_in
from tests.browser.journeys.site import Site, running
from tests.browser.journeys.test_second_mile import answer_slowly, press_twice
from tests.conftest import make_parent
from tests.ports import free_port
from tests.stand_in import OUTBOUND, StandIn
from tests.web.elsewhere.way import COUNT_LINKS, count

ADDRESS = "marie.tremblay@exemple.quebec"
SCHOOL_ADDRESS = "j.gagnon@famille.exemple.quebec"
BUTTON = "Continuer avec Microsoft"
pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Elsewhere:
    """A house in operation, and the provider that its people may come by."""

    site: Site
    microsoft: StandIn

    def press(self, page: Page, person: str) -> None:
        """Press the button, and choose a person there."""
        page.goto(f"{self.site.address}/connexion")
        page.get_by_role("button", name=BUTTON).click()
        expect(page.get_by_text("Ceci n’est pas Microsoft")).to_be_visible()
        page.get_by_role("button", name=person).click()

    def prove(self, page: Page, address: str, count: int = 1) -> None:
        """Give an address, and the code that comes there."""
        page.wait_for_url("**/adresse-de-l-ecole?*")
        page.locator("#address").fill(address)
        page.locator("main form button.main").click()
        page.wait_for_url("**/code?*")
        page.locator("#code").fill(self.site.mailbox.code_for(address, count))
        page.locator("button[value=check]").click()
        page.wait_for_url("**/rattachement?*")


@pytest.fixture
def elsewhere(sqlite_settings: Settings, tmp_path: Path) -> Iterator[Elsewhere]:
    port = free_port()
    with stand_in.running(f"http://127.0.0.1:{port}") as microsoft:
        settings = replace(
            sqlite_settings,
            upstream=microsoft.settings(tmp_path / "secret"),
            outbound=OUTBOUND,
        )
        with running(settings, port) as site:
            yield Elsewhere(site, microsoft)


@pytest.fixture
def window(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, locale="fr-CA")
    context.set_default_timeout(15_000)
    yield context
    context.close()


def test_a_first_sign_up_asks_for_no_password(elsewhere: Elsewhere, page: Page) -> None:
    elsewhere.press(page, "Jean Gagnon")
    page.wait_for_url("**/adresse-de-l-ecole?*")
    expect(page.locator("#address")).to_have_value("jean.gagnon@personnel.exemple.quebec")
    elsewhere.prove(page, SCHOOL_ADDRESS)
    expect(page.get_by_role("heading", name="Créer votre compte")).to_be_visible()
    page.get_by_role("button", name="Créer mon compte").click()
    page.wait_for_url("**/compte")
    expect(page.get_by_text(SCHOOL_ADDRESS).first).to_be_visible()


def test_the_next_time_is_one_click(
    elsewhere: Elsewhere, page: Page, window: BrowserContext
) -> None:
    elsewhere.press(page, "Jean Gagnon")
    elsewhere.prove(page, SCHOOL_ADDRESS)
    page.get_by_role("button", name="Créer mon compte").click()
    page.wait_for_url("**/compte")
    window.clear_cookies()

    elsewhere.press(page, "Jean Gagnon")

    page.wait_for_url("**/compte")


def test_a_cancel_leads_back_to_the_choice(elsewhere: Elsewhere, page: Page) -> None:
    elsewhere.press(page, "Annuler")

    page.wait_for_url("**/connexion?*")
    expect(page.get_by_text("Vous êtes de retour")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.get_by_role("button", name=BUTTON)).to_be_visible()


def test_an_address_that_is_used_already_is_joined_in_plain_words(
    elsewhere: Elsewhere, page: Page
) -> None:
    make_parent(elsewhere.site.provider, ADDRESS)
    elsewhere.press(page, "Zoé Roy")
    elsewhere.prove(page, ADDRESS)

    expect(page.get_by_role("heading", name="Cette adresse a déjà un compte")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Microsoft")
    page.get_by_role("button", name="Relier et continuer").click()
    page.wait_for_url("**/compte")
    elsewhere.site.mailbox.wait_for(ADDRESS, "Une nouvelle façon")


def test_an_account_of_the_wrong_kind_says_so_and_keeps_the_other_ways(
    elsewhere: Elsewhere, page: Page
) -> None:
    page.goto(f"{elsewhere.site.address}/connexion")
    elsewhere.microsoft.control(authorize_error={"error": "invalid_request", "number": 50020})
    page.get_by_role("button", name=BUTTON).click()

    page.wait_for_url("**/connexion?*")
    expect(page.get_by_role("alert")).to_contain_text("PRV-UPSTREAM-ACCOUNT")
    expect(page.locator("#password")).to_be_visible()


def test_a_silent_microsoft_is_named_and_the_password_still_works(
    elsewhere: Elsewhere, page: Page
) -> None:
    parent = make_parent(elsewhere.site.provider, ADDRESS)
    elsewhere.microsoft.control(slow_seconds=60)
    page.goto(f"{elsewhere.site.address}/connexion")
    page.get_by_role("button", name=BUTTON).click()
    expect(page.get_by_role("alert")).to_contain_text("PRV-UPSTREAM-DOWN")
    expect(page.get_by_text("ne répond pas en ce moment")).to_be_visible()

    page.locator("#address").fill(parent.address)
    page.locator("#password").fill(parent.password)
    page.get_by_role("button", name="Se connecter", exact=True).click()
    page.wait_for_url("**/compte")


def test_everything_works_without_javascript(elsewhere: Elsewhere, chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    elsewhere.press(page, "Marie Tremblay")
    elsewhere.prove(page, ADDRESS)
    page.get_by_role("button", name="Créer mon compte").click()
    page.wait_for_url("**/compte")
    context.close()


@pytest.mark.parametrize("script", [True, False])
def test_the_button_that_joins_may_be_pressed_twice(
    elsewhere: Elsewhere, chromium: Browser, *, script: bool
) -> None:
    make_parent(elsewhere.site.provider, ADDRESS)
    context = chromium.new_context(java_script_enabled=script)
    page = context.new_page()
    elsewhere.press(page, "Zoé Roy")
    elsewhere.prove(page, ADDRESS)
    answer_slowly(page)
    press_twice(page.locator("button[value=join]"))
    # The second press ends the first one's way to the page, at which wait_for_url gives up.
    expect(page).to_have_url(re.compile("/compte$"), timeout=15_000)
    assert count(elsewhere.site.provider, COUNT_LINKS) == 1
    context.close()
