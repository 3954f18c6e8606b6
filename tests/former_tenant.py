"""A stand-in for the policy for resource owners of an Azure AD B2C tenant: a real HTTP server."""

import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any
from urllib.parse import parse_qs

from typing_extensions import override

from idp.settings import FormerTenantSettings, OutboundSettings

CLIENT_ID = "5f1c3d2e-8a77-4e0b-bb1f-93b1d5a7c001"
OUTBOUND = OutboundSettings(
    allow_loopback=True, connect_seconds=0.5, read_seconds=0.5, total_seconds=1.0
)
_WRONG = "AADB2C90225: The username or password provided in the request are invalid."


@dataclass
class FormerTenantServer:
    """What it knows (password and objectId by address), how it behaves, what it was asked."""

    known: dict[str, tuple[str, str]] = field(default_factory=dict)
    behaves: str = "well"
    """`well`; `slowly`; `badly` (500); `strangely` (no JSON); `for_another` (the audience)."""
    asked: list[dict[str, str]] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    takes_seconds: float = 0.0
    port: int = 0

    @property
    def settings(self) -> FormerTenantSettings:
        """The settings that name it."""
        uri = f"http://127.0.0.1:{self.port}/t.onmicrosoft.com/B2C_1_ROPC/oauth2/v2.0/token"
        return FormerTenantSettings(source="b2c", token_endpoint=uri, client_id=CLIENT_ID)

    def answer(self, form: dict[str, str]) -> tuple[int, str, bytes]:
        """Return status, media type and body, as B2C answers."""
        self.asked.append(form)
        if self.behaves == "badly":
            return 500, "application/json", b"{}"
        if self.behaves == "strangely":
            return 200, "text/html", b"<p>Sorry</p>"
        password, object_id = self.known.get(form["username"], (None, ""))
        if form["grant_type"] != "password" or password != form["password"]:
            refusal = {"error": "access_denied", "error_description": _WRONG}
            return 400, "application/json", json.dumps(refusal).encode()
        audience = "another" if self.behaves == "for_another" else form["client_id"]
        token = _token({"sub": "Not supported currently. Use oid claim.", "oid": object_id,
                        "aud": audience, "tfp": "B2C_1_ROPC"})  # fmt: skip
        return 200, "application/json", json.dumps({"id_token": token}).encode()


def _token(claims: dict[str, Any]) -> str:
    parts = ({"alg": "RS256", "kid": "k"}, claims)
    encoded = [urlsafe_b64encode(json.dumps(each).encode()).rstrip(b"=").decode() for each in parts]
    return ".".join((*encoded, "c2lnbmF0dXJl"))


@contextmanager
def former_tenant() -> Iterator[FormerTenantServer]:
    """Run it on a free port of loopback."""
    tenant, lock = FormerTenantServer(), Lock()

    class Policy(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            with lock:
                tenant.at_once += 1
                tenant.most_at_once = max(tenant.most_at_once, tenant.at_once)
            try:
                time.sleep(5 if tenant.behaves == "slowly" else tenant.takes_seconds)
                status, kind, content = tenant.answer(form)
            finally:
                with lock:
                    tenant.at_once -= 1
            # Whoever asked may have hung up meanwhile.
            with suppress(OSError):
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

        @override
        def log_message(self, *_: object) -> None:
            """Print nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Policy)
    server.daemon_threads = True
    tenant.port = server.server_address[1]
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield tenant
    finally:
        server.shutdown()
        server.server_close()
