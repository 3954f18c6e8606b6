"""An administrator's first day: an invitation, a passkey, a colleague invited, out and in again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from idp.administration.actor import EVERY_ROLE, Actor, Role
from idp.administration.administrators.actions import Invite
from idp.wiring import Provider
from tests.browser.journeys.site import Site, running
from tests.databases import Template

pytestmark = pytest.mark.browser
SHELL = Actor(name="admin:root", roles=EVERY_ROLE, is_fresh=True)
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def site(sqlite_template: Template, tmp_path: Path) -> Iterator[Site]:
    """A house in operation, at a name for which browsers make passkeys."""
    with running(sqlite_template.copy(tmp_path), host="localhost") as running_site:
        yield running_site


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A tab of a browser whose device holds passkeys."""
    context = chromium.new_context(viewport={"width": 390, "height": 800}, locale="fr-CA")
    context.set_default_timeout(15_000)
    page = context.new_page()
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    yield page
    context.close()


def invitation(provider: Provider) -> str:
    asked = Invite(name="Anne Roy", address="anne.roy@exemple.quebec", roles=(Role.OWNER,))
    return provider.administration.administrators.bootstrap(SHELL, asked).invitation_uri


def test_an_owner_comes_in_by_a_passkey_and_invites_a_colleague(site: Site, page: Page) -> None:
    page.goto(invitation(site.provider))
    page.click("text=Créer ma clé d’accès et entrer")
    expect(page.get_by_role("heading", name="Accueil")).to_be_visible()

    page.click("main >> text=Administrateurs")
    page.fill("#name", "Luc Roy")
    page.fill("#address", "luc.roy@exemple.quebec")
    page.click("text=Créer l’invitation")
    expect(page.locator("#errors")).to_contain_text("Il manque")
    assert page.input_value("#address") == "luc.roy@exemple.quebec"
    page.check("#roles-support")
    page.click("text=Créer l’invitation")
    expect(page.get_by_role("heading", name="Invitation créée")).to_be_visible()

    page.click("text=Se déconnecter")
    page.goto(f"{site.address}/admin/administrateurs")
    page.click("text=Entrer avec une clé d’accès")
    expect(page.get_by_role("link", name="Luc Roy")).to_be_visible()
