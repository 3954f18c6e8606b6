"""Passkeys in a real browser: made, asked for by the button, offered under the field."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, CDPSession, Page, expect

from idp.settings import Settings
from tests.browser.journeys.site import Site, running
from tests.conftest import Parent, make_parent

pytestmark = pytest.mark.browser


@pytest.fixture
def named_site(sqlite_settings: Settings) -> Iterator[Site]:
    """A house that is reached by a name: browsers make no passkey for a bare address."""
    with running(sqlite_settings, host="localhost") as site:
        yield site


def authenticator(window: BrowserContext, page: Page) -> tuple[CDPSession, str]:
    """Give the tab a telephone that recognises its owner."""
    session = window.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "ctap2Version": "ctap2_1",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    added = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session, added["authenticatorId"]


def present(session: CDPSession, device: str, *, there: bool) -> None:
    session.send(
        "WebAuthn.setAutomaticPresenceSimulation", {"authenticatorId": device, "enabled": there}
    )


def sign_in_by_password(page: Page, parent: Parent) -> None:
    page.get_by_label("Courriel", exact=True).fill(parent.address)
    page.get_by_label("Mot de passe", exact=True).fill(parent.password)
    page.get_by_role("button", name="Se connecter", exact=True).click()


def test_a_passkey_is_made_and_opens_the_account_by_the_button_and_under_the_field(
    named_site: Site, window: BrowserContext, page: Page
) -> None:
    parent = make_parent(named_site.provider, "zoe.gagnon@exemple.quebec")
    session, device = authenticator(window, page)
    present(session, device, there=False)
    page.goto(f"{named_site.address}/compte/cles-acces")
    sign_in_by_password(page, parent)
    expect(page).to_have_url(f"{named_site.address}/compte/cles-acces")
    # A browser that the account does not know: one code first.
    page.get_by_role("link", name="Confirmer que c’est moi").click()
    page.get_by_role("button", name="Recevoir un code").click()
    page.get_by_label("Code à 8 chiffres").fill(named_site.mailbox.code_for(parent.address))
    page.get_by_role("button", name="Continuer").click()
    page.wait_for_url(f"{named_site.address}/compte/cles-acces?notice=proof-made")
    present(session, device, there=True)
    page.get_by_label("Nom de la clé d’accès").fill("Mon téléphone")
    page.get_by_role("button", name="Ajouter une clé d’accès").click()
    expect(page.get_by_role("status")).to_contain_text("C’est fait")
    expect(page.get_by_text("Mon téléphone", exact=True)).to_be_visible()

    # The same telephone is not added twice, and the page says why.
    page.get_by_role("button", name="Ajouter une clé d’accès").click()
    expect(page.get_by_role("alert")).to_contain_text("déjà enregistrée")

    # Whoever is there already chooses at once what the browser offers under the field.
    window.clear_cookies()
    page.goto(f"{named_site.address}/connexion")
    expect(page).to_have_url(f"{named_site.address}/compte")

    # A browser that offers nothing there has the button.
    page.add_init_script("PublicKeyCredential.isConditionalMediationAvailable = async () => false")
    window.clear_cookies()
    page.goto(f"{named_site.address}/connexion")
    page.get_by_role("button", name="Continuer avec une clé d’accès").click()
    expect(page).to_have_url(f"{named_site.address}/compte")


def test_the_button_is_for_who_has_a_passkey_in_this_browser_or_is_offered_none(
    named_site: Site, window: BrowserContext, page: Page
) -> None:
    button = page.get_by_role("button", name="Continuer avec une clé d’accès")
    offers = "PublicKeyCredential.isConditionalMediationAvailable = async () => {}"
    page.add_init_script(offers.format("true"))
    page.goto(f"{named_site.address}/connexion")
    expect(page.locator("#address")).to_have_attribute("autocomplete", "username webauthn")
    page.wait_for_timeout(300)
    expect(button).to_be_hidden()

    page.evaluate("localStorage.setItem('passkey-here', '1')")
    page.reload()
    expect(button).to_be_visible()

    other = window.browser.new_context().new_page() if window.browser else page
    other.add_init_script(offers.format("false"))
    other.goto(f"{named_site.address}/connexion")
    expect(other.get_by_role("button", name="Continuer avec une clé d’accès")).to_be_visible()
