"""A portal of one page, in Chromium, by npm oidc-client-ts: nothing of it runs on a server."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser, Page

from idp.clients import AuthenticationMethod
from idp.clock import SystemClock
from idp.settings import ServerSettings, Settings
from idp.wiring import build
from tests.browser.portals.one_page import MODULES, one_page, said
from tests.conftest import Parent, make_parent, register
from tests.databases import on_one_database
from tests.portals.live import PORTAL
from tests.ports import free_port
from tests.web_application import served

pytestmark = [pytest.mark.browser, on_one_database]
_FILES = {
    "/app": Path(__file__).parent / "app.html",
    "/oidc-client-ts.min.js": MODULES / "oidc-client-ts/dist/browser/oidc-client-ts.min.js",
}


@dataclass(frozen=True)
class AtThePortal:
    """A parent in front of the portal, in a window of their own."""

    page: Page
    origin: str
    issuer: str
    parent: Parent

    def sign_in(self) -> None:
        self.page.goto(f"{self.origin}/app?issuer={self.issuer}")
        said(self.page, "ready")
        self.page.click("#sign-in")
        self.page.fill("#address", self.parent.address)
        self.page.fill("#password", self.parent.password)
        self.page.click("main form button.main")
        self.page.wait_for_url(f"{self.origin}/app?*")
        assert said(self.page, "signed in")["email"] == self.parent.address


@pytest.fixture
def visit(house_settings: Settings, chromium: Browser) -> Iterator[AtThePortal]:
    port = free_port()
    server = ServerSettings(issuer=f"http://127.0.0.1:{port}")
    provider = build(replace(house_settings, server=server), SystemClock())
    parent = make_parent(provider, "marie.tremblay@exemple.quebec")
    with one_page(_FILES) as origin, served(provider, port) as issuer:
        client = replace(
            PORTAL,
            token_endpoint_auth_method=AuthenticationMethod.NONE,
            redirect_uris=(f"{origin}/app",),
            post_logout_redirect_uris=(f"{origin}/app",),
            frontchannel_logout_uri=f"{origin}/signed-out",
        )
        register(provider, client)
        context = chromium.new_context(locale="fr-CA")
        context.set_default_timeout(15_000)
        yield AtThePortal(context.new_page(), origin, issuer, parent)
        context.close()
    provider.database.close()


def test_a_portal_without_a_server_signs_in_renews_and_signs_out(visit: AtThePortal) -> None:
    visit.sign_in()
    page = visit.page
    page.click("#renew")
    assert said(page, "renewed")["email"] == visit.parent.address
    page.click("#silent")
    assert said(page, "silent")["email"] == visit.parent.address
    told: list[str] = []
    page.on("request", lambda asked: told.append(asked.url))
    page.click("#sign-out")
    page.wait_for_url(f"{visit.origin}/app*")
    said(page, "ready")
    # Its own page was loaded in a frame on the way (Front-Channel Logout).
    assert any(uri.startswith(f"{visit.origin}/signed-out?iss=") for uri in told)
    page.click("#sign-in")
    page.wait_for_url(f"{visit.issuer}/connexion*")


def test_a_portal_that_watches_the_session_sees_its_end_in_another_window(
    visit: AtThePortal,
) -> None:
    visit.sign_in()
    # A few rounds of asking: nothing changed.
    visit.page.wait_for_timeout(3_500)
    assert said(visit.page, "signed in")["email"] == visit.parent.address
    other = visit.page.context.new_page()
    other.goto(f"{visit.issuer}/deconnexion")
    other.click("main form button.main")
    assert said(visit.page, "signed out elsewhere")
