"""A portal of one page, in Chromium, by npm @azure/msal-browser: plain, and as it was for B2C."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import NAMESPACE_DNS, uuid5

import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser, Page

from idp.clients import AuthenticationMethod, Client
from idp.settings import Settings
from tests.browser.portals.one_page import MODULES, one_page, said
from tests.conftest import register
from tests.databases import on_one_database
from tests.portals.live import PORTAL, Live, live_at
from tests.tls import make_certificate

pytestmark = [pytest.mark.browser, on_one_database]
_TENANT, _POLICY = "board.onmicrosoft.com", "B2C_1_SignIn"
_FILES = {
    "/app": Path(__file__).parent / "msal.html",
    "/msal-browser.min.js": MODULES / "@azure/msal-browser/lib/msal-browser.min.js",
}


@dataclass(frozen=True)
class AtThePortal:
    """A parent in front of the portal."""

    page: Page
    origin: str
    live: Live

    def sign_in(self, authority: str, mode: str = "") -> None:
        """Sign in by `authority`."""
        self.page.goto(f"{self.origin}/app?authority={authority}&mode={mode}")
        said(self.page, "ready")
        self.page.click("#sign-in")
        self.page.fill("#address", self.live.visitor.address)
        self.page.fill("#password", self.live.visitor.password)
        self.page.click("main form button.main")
        self.page.wait_for_url(f"{self.origin}/app*")

    def sign_out(self, *, asked: bool) -> None:
        """Sign out there, and here: without its ID token along, the person is asked."""
        self.page.click("#sign-out")
        if asked:
            self.page.click("main form button.main")
        self.page.wait_for_url(f"{self.origin}/app*")
        assert said(self.page, "ready")["accounts"] == 0

    @property
    def client(self) -> Client:
        """A portal without a secret that reads the ID token alone."""
        return replace(
            PORTAL,
            token_endpoint_auth_method=AuthenticationMethod.NONE,
            redirect_uris=(f"{self.origin}/app",),
            post_logout_redirect_uris=(f"{self.origin}/app",),
            scope_claims_in_id_token=True,
        )


@pytest.fixture
def visit(house_settings: Settings, chromium: Browser, tmp_path: Path) -> Iterator[AtThePortal]:
    certificate = make_certificate(tmp_path)
    window = chromium.new_context(locale="fr-CA", ignore_https_errors=True)
    window.set_default_timeout(15_000)
    with one_page(_FILES) as origin:
        for live in live_at(house_settings, "https://localhost", certificate):
            yield AtThePortal(window.new_page(), origin, live)
    window.close()


def test_msal_browser_signs_in_renews_and_signs_out(visit: AtThePortal) -> None:
    register(visit.live.provider, visit.client)
    visit.sign_in(visit.live.issuer, "OIDC")
    claims = said(visit.page, "signed in")["claims"]
    assert claims["email"] == visit.live.visitor.address
    visit.page.click("#renew")
    assert said(visit.page, "renewed")["claims"]["sub"] == claims["sub"]
    visit.sign_out(asked=False)


def test_msal_browser_stays_as_it_was_written_for_b2c(visit: AtThePortal) -> None:
    client = replace(
        visit.client,
        aliases=(f"{_TENANT}/{_POLICY}",),
    )
    register(visit.live.provider, client)
    visit.sign_in(f"{visit.live.issuer}/{_TENANT}/{_POLICY}")
    signed_in = said(visit.page, "signed in")
    claims = signed_in["claims"]
    assert claims["emails"] == [visit.live.visitor.address]
    assert signed_in["key"] == f"{claims['sub']}-{_POLICY.lower()}.{uuid5(NAMESPACE_DNS, _TENANT)}"
    assert claims["tfp"] == _POLICY
    visit.page.click("#renew")
    assert said(visit.page, "renewed")["key"] == signed_in["key"]
    visit.sign_out(asked=True)
