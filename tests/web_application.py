"""The web application under test, as a browser or a portal's server reaches it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from flask import Response
from flask.testing import FlaskClient
from msgspec.structs import replace
from typing_extensions import override
from werkzeug.serving import make_server
from werkzeug.test import TestResponse

from idp.app import create_app
from idp.settings import ServerSettings, Settings
from idp.web.frame.kept_forms import ATTEMPT
from idp.wiring import Provider, build
from tests.conftest import TestClock
from tests.tls import Certificate

ISSUER = "https://connexion.example.org"


def provider_at(issuer: str, settings: Settings, clock: TestClock) -> Provider:
    """Return a house that goes by `issuer`."""
    return build(replace(settings, server=ServerSettings(issuer=issuer)), clock)


class _Browser(FlaskClient):
    """A browser that is at the issuer unless it is told otherwise."""

    issuer = ""

    @override
    def open(self, *arguments: Any, **options: Any) -> TestResponse:
        return super().open(*arguments, **{"base_url": self.issuer, **options})


def browser_of(provider: Provider, session: str | None = None) -> FlaskClient:
    """Return a browser at the house, signed in when it holds a session."""
    app = create_app(provider)
    # As a gunicorn worker does: a fault is a page with an incident number, never a trace.
    app.config["PROPAGATE_EXCEPTIONS"] = False
    browser = _Browser(app, Response)
    browser.issuer = provider.settings.server.issuer
    if session is not None:
        name = "__Host-parvis-session" if provider.settings.secure else "parvis-session"
        browser.set_cookie(name, session, domain=urlsplit(browser.issuer).hostname or "")
    return browser


def answer_to(browser: FlaskClient, sent: TestResponse) -> TestResponse:
    """Return the page that a form led to where it failed, else the answer to the form itself."""
    to = sent.headers.get("Location", "")
    is_failed = f"{ATTEMPT}=" in to
    return browser.get(to, base_url=sent.request.root_url) if is_failed else sent


@contextmanager
def served(provider: Provider, port: int, certificate: Certificate | None = None) -> Iterator[str]:
    """Serve the house on loopback, as its issuer says, and give its URL."""
    context = certificate.context if certificate else None
    app = create_app(provider)
    server = make_server("127.0.0.1", port, app, threaded=True, ssl_context=context)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider.settings.server.issuer
    finally:
        server.shutdown()
        thread.join(timeout=5)
        server.server_close()
