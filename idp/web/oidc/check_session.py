"""GET /session/check: the page that portals' pages ask whether the session changed."""

from flask import Flask, Response

from idp.protocol.session_management import CHECK_SESSION_PATH
from idp.web.browser import SIGNED_OUT, state_cookie
from idp.web.rendering import Renderer
from idp.web.static import static_uri
from idp.wiring import Provider

_PAGE = """<!doctype html>
<html lang="fr">
<title>Session</title>
<script src="{script}" data-cookie="{cookie}" data-out="{out}"></script>
</html>
"""
_HEADERS = {
    # The one page that other sites may frame: it has nothing to click.
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; base-uri 'none'",
    "Cache-Control": "public, max-age=3600",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


def mount_check_session(app: Flask, provider: Provider, _renderer: Renderer) -> None:
    """Serve the page."""
    page = _PAGE.format(
        script=static_uri("check-session.js"),
        cookie=state_cookie(provider.settings),
        out=SIGNED_OUT,
    )

    @app.get(CHECK_SESSION_PATH)
    def check_session() -> Response:
        return Response(page, mimetype="text/html", headers=_HEADERS)
