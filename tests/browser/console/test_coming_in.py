"""An administrator's first day: an invitation, a passkey, a colleague invited, out and in again."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from idp.administration.actor import EVERY_ROLE, Actor, Role
from idp.administration.administrators.actions import Invite
from idp.settings import Settings
from idp.storage import Statement
from idp.wiring import Provider
from tests.administration.actors import shown_uri
from tests.browser.journeys.site import Site, running

pytestmark = pytest.mark.browser
SHELL = Actor(name="admin:root", roles=EVERY_ROLE, is_fresh=True)
PROVEN_LONG_AGO = Statement("UPDATE administrator_session SET proven_at = proven_at - 1000")
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def site(sqlite_settings: Settings) -> Iterator[Site]:
    """A house in operation, at a name for which browsers make passkeys."""
    with running(sqlite_settings, host="localhost") as running_site:
        yield running_site


@contextmanager
def tab_with_a_device(chromium: Browser) -> Iterator[Page]:
    """Open a tab of a browser whose device holds passkeys."""
    context = chromium.new_context(viewport={"width": 390, "height": 800}, locale="fr-CA")
    context.set_default_timeout(15_000)
    page = context.new_page()
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    yield page
    context.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """The administrator's tab."""
    with tab_with_a_device(chromium) as page:
        yield page


def invitation(provider: Provider) -> str:
    asked = Invite(name="Anne Roy", address="anne.roy@exemple.quebec", roles=(Role.OWNER,))
    return shown_uri(provider.administration.administrators.bootstrap(SHELL, asked))


def invite_by_mail(page: Page) -> None:
    page.fill("#name", "Luc Roy")
    page.fill("#address", "luc.roy@exemple.quebec")
    page.check("#roles-support")
    page.click("text=Envoyer l’invitation par courriel")


def test_an_owner_comes_in_by_a_passkey_and_invites_a_colleague(site: Site, page: Page) -> None:
    page.goto(invitation(site.provider))
    page.click("text=Créer ma clé d’accès et entrer")
    expect(page.get_by_role("heading", name="Accueil")).to_be_visible()

    page.click("main >> text=Administrateurs")
    page.fill("#name", "Luc Roy")
    page.fill("#address", "luc.roy@exemple.quebec")
    page.click("text=Afficher l’adresse à remettre")
    expect(page.locator("#errors")).to_contain_text("Il manque")
    assert page.input_value("#address") == "luc.roy@exemple.quebec"
    page.check("#roles-support")
    page.click("text=Afficher l’adresse à remettre")
    expect(page.get_by_role("heading", name="Invitation créée")).to_be_visible()

    page.click("text=Se déconnecter")
    page.goto(f"{site.address}/admin/administrateurs")
    page.click("text=Entrer avec une clé d’accès")
    expect(page.get_by_role("link", name="Luc Roy")).to_be_visible()


def test_an_invitation_by_mail_survives_a_step_up_and_lets_a_colleague_in(
    site: Site, page: Page, chromium: Browser
) -> None:
    page.goto(invitation(site.provider))
    page.click("text=Créer ma clé d’accès et entrer")
    page.click("main >> text=Administrateurs")
    with site.provider.database.writing() as tx:
        tx.run(PROVEN_LONG_AGO)
    invite_by_mail(page)

    # In the same tab: the proof, then the form as it was.
    expect(page.locator("main")).to_contain_text("Ce que vous avez rempli vous revient")
    page.click("text=Entrer avec une clé d’accès")
    expect(page.get_by_role("status")).to_contain_text("Rien n’est encore fait")
    assert page.input_value("#name") == "Luc Roy"
    assert page.is_checked("#roles-support")
    page.click("text=Envoyer l’invitation par courriel")
    expect(page.locator("main")).to_contain_text("Invitation par courriel, écrite le")

    message = site.mailbox.wait_for("luc.roy@exemple.quebec", "Une invitation à administrer")
    body = message.get_body(("plain",))
    assert body is not None
    assert "Anne Roy vous invite" in body.get_content()
    page.reload()
    expect(page.locator("main")).to_contain_text("Accepté")

    uri = re.search(r"http://\S+token=\S+", body.get_content())
    assert uri is not None
    with tab_with_a_device(chromium) as colleague:
        colleague.goto(uri[0])
        colleague.click("text=Créer ma clé d’accès et entrer")
        expect(colleague.get_by_role("heading", name="Accueil")).to_be_visible()
        colleague.goto(uri[0])
        expect(colleague.get_by_role("heading", name="Invitation expirée")).to_be_visible()
