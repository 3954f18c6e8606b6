"""A journey of an issuer over TLS ends at the portal, wherever that is: on this machine, too."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlencode

import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser, ConsoleMessage, Response
from typing_extensions import override

from idp.clients import AuthenticationMethod
from idp.clients.model import ApplicationType
from idp.clock import SystemClock
from idp.settings import ServerSettings, Settings
from idp.wiring import build
from tests.conftest import make_parent, register
from tests.databases import on_one_database
from tests.portals.live import PORTAL
from tests.ports import free_port
from tests.tls import make_certificate
from tests.web_application import served

pytestmark = [pytest.mark.browser, on_one_database]


class _Portal(BaseHTTPRequestHandler):
    """Takes the answer at `/cb`, and goes on from there to another name of itself."""

    def do_GET(self) -> None:
        goes_on = self.path.startswith("/cb")
        self.send_response(303 if goes_on else 200)
        if goes_on:
            port = self.headers["Host"].partition(":")[2]
            self.send_header("Location", f"http://127.0.0.1:{port}/in")
        self.end_headers()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    @override
    def log_message(self, format: str, *args: object) -> None:
        return


@contextmanager
def program() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", free_port()), _Portal)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
@pytest.mark.parametrize("mode", ["query", "form_post"])
def test_a_program_on_this_machine_gets_its_answer_from_an_issuer_over_tls(
    house_settings: Settings, tmp_path: Path, chromium: Browser, host: str, mode: str
) -> None:
    port = free_port()
    settings = replace(house_settings, server=ServerSettings(issuer=f"https://127.0.0.1:{port}"))
    provider = build(settings, SystemClock())
    parent = make_parent(provider, "marie.tremblay@exemple.quebec")
    with program() as at, served(provider, port, make_certificate(tmp_path)) as issuer:
        callback = f"http://{host}:{at}/cb"
        client = replace(
            PORTAL,
            token_endpoint_auth_method=AuthenticationMethod.NONE,
            redirect_uris=(callback,),
            post_logout_redirect_uris=(callback,),
        )
        register(provider, client)
        window = chromium.new_context(ignore_https_errors=True, java_script_enabled=True)
        page = window.new_page()
        asked = {
            "client_id": client.id,
            "redirect_uri": callback,
            "response_type": "code",
            "response_mode": mode,
            "scope": "openid",
            "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
            "code_challenge_method": "S256",
        }
        page.goto(f"{issuer}/authorize?{urlencode(asked)}")
        page.fill("#address", parent.address)
        page.fill("#password", parent.password)
        page.click("main form button.main")
        page.wait_for_url(f"http://127.0.0.1:{at}/in", timeout=15_000)

        away = {"client_id": client.id, "post_logout_redirect_uri": callback}
        page.goto(f"{issuer}/logout?{urlencode(away)}")
        page.click("main form button.main")
        page.wait_for_url(f"http://127.0.0.1:{at}/in", timeout=15_000)
        window.close()
    provider.database.close()


def test_a_native_app_is_answered_by_its_own_scheme(
    house_settings: Settings, tmp_path: Path, chromium: Browser
) -> None:
    """No app takes the scheme here: what counts is that the browser is let go there."""
    port = free_port()
    settings = replace(house_settings, server=ServerSettings(issuer=f"https://127.0.0.1:{port}"))
    provider = build(settings, SystemClock())
    parent = make_parent(provider, "marie.tremblay@exemple.quebec")
    client = replace(
        PORTAL,
        application_type=ApplicationType.NATIVE,
        token_endpoint_auth_method=AuthenticationMethod.NONE,
        redirect_uris=("ca.exemple.app:/retour",),
        post_logout_redirect_uris=(),
    )
    register(provider, client)
    locations: list[str] = []
    refusals: list[str] = []

    def note(response: Response) -> None:
        locations.append(response.headers.get("location", ""))

    def hear(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            refusals.append(message.text)

    with served(provider, port, make_certificate(tmp_path)) as issuer:
        window = chromium.new_context(ignore_https_errors=True)
        page = window.new_page()
        page.on("response", note)
        page.on("console", hear)
        asked = {
            "client_id": client.id,
            "redirect_uri": "ca.exemple.app:/retour",
            "response_type": "code",
            "scope": "openid",
            "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
            "code_challenge_method": "S256",
        }
        page.goto(f"{issuer}/authorize?{urlencode(asked)}")
        page.fill("#address", parent.address)
        page.fill("#password", parent.password)
        with page.expect_event(
            "requestfailed", lambda request: request.url.startswith("ca.exemple.app:/retour?")
        ):
            page.click("main form button.main", no_wait_after=True)
        assert any(each.startswith("ca.exemple.app:/retour?code=") for each in locations)
        assert refusals == []
        window.close()
    provider.database.close()
