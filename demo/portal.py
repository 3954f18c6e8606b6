"""The demo portal: a school's site that sends parents to an OpenID provider and reads its claims.

An independent program: Flask, and Authlib's client, which fetches the provider's metadata, sends
PKCE, state and nonce, and verifies the id_token. Run with the path of its settings (JSON).
"""

import json
import secrets
import sys
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.flask_client import OAuth
from flask import Flask, Response, redirect, render_template, request, session, url_for
from requests import RequestException
from typing_extensions import override
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Response as AnyResponse

_SCOPE = "openid profile email gpi gpi.children"
_MOST_VISITORS = 1000
_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; "
    "form-action 'self'"
)
_SENTENCES = {
    "not_on_file": "Cette adresse ne figure au dossier d’aucun enfant.",
    "no_child_confirmed": "Aucun enfant n’est encore confirmé.",
    "address_unproven": "Aucune adresse n’a encore été vérifiée.",
}


@dataclass(frozen=True)
class Settings:
    """What the provider's administrator gave this portal, and where it listens."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    cookie_key: str = field(repr=False)
    """Signs the cookie that holds `state` and PKCE between the two halves of a sign-in."""
    port: int


@dataclass(frozen=True)
class Visitor:
    """Somebody signed in, with what the provider said of them."""

    claims: dict[str, Any]
    userinfo: dict[str, Any]
    id_token: str = field(repr=False)


class Visitors:
    """Who is signed in here, by the key in their cookie; the oldest make room."""

    def __init__(self) -> None:
        self._by_key: OrderedDict[str, Visitor] = OrderedDict()

    def add(self, visitor: Visitor) -> str:
        """Keep `visitor`, and return the key for their cookie."""
        key = secrets.token_urlsafe(32)
        self._by_key[key] = visitor
        while len(self._by_key) > _MOST_VISITORS:
            self._by_key.popitem(last=False)
        return key

    def find(self, key: str | None) -> Visitor | None:
        """Return whose key this is, if anybody's."""
        return self._by_key.get(key or "")

    def forget(self, key: str | None) -> Visitor | None:
        """Return whose key this was, and know them no more."""
        return self._by_key.pop(key or "", None)


def create_portal(settings: Settings) -> Flask:
    """Return the portal's application."""
    app = Flask(__name__, template_folder="pages")
    app.secret_key = settings.cookie_key
    # The provider may live on the same host under another port, and cookies ignore ports.
    app.config.update(SESSION_COOKIE_NAME="portail", SESSION_COOKIE_SAMESITE="Lax")
    app.jinja_env.filters["moment"] = _moment
    visitors = Visitors()
    provider = OAuth(app).register(
        "parvis",
        client_id=settings.client_id,
        client_secret=settings.client_secret,
        server_metadata_url=f"{settings.issuer}/.well-known/openid-configuration",
        client_kwargs={
            "scope": _SCOPE,
            "code_challenge_method": "S256",
            "token_endpoint_auth_method": "client_secret_basic",
            "timeout": 10,
        },
    )

    @app.get("/")
    def home() -> str:
        visitor = visitors.find(session.get("key"))
        return render_template("portal.html", visitor=visitor, sentences=_SENTENCES, error=None)

    @app.get("/connexion")
    def sign_in() -> AnyResponse:
        answer: AnyResponse = provider.authorize_redirect(
            url_for("come_back", _external=True), ui_locales="fr"
        )
        return answer

    @app.get("/retour")
    def come_back() -> AnyResponse | tuple[str, int]:
        try:
            visitor = _redeem(provider, settings.issuer)
        except (OAuthError, RequestException) as error:
            return _failed(error), 400
        session.clear()
        session["key"] = visitors.add(visitor)
        return redirect(url_for("home"), 303)

    @app.post("/deconnexion")
    def sign_out() -> AnyResponse:
        visitor = visitors.forget(session.get("key"))
        session.clear()
        if visitor is None:
            return redirect(url_for("home"), 303)
        parameters = {
            "id_token_hint": visitor.id_token,
            "client_id": settings.client_id,
            "post_logout_redirect_uri": url_for("home", _external=True),
        }
        end = provider.load_server_metadata()["end_session_endpoint"]
        return redirect(f"{end}?{urlencode(parameters)}", 303)

    @app.after_request
    def protect(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = f"{_POLICY} {settings.issuer}"
        response.headers["Cache-Control"] = "no-store"
        return response

    return app


def _redeem(provider: Any, issuer: str) -> Visitor:  # noqa: ANN401 - Authlib has no types
    # RFC 9207: an answer made by another provider for another portal is not for us.
    if request.args.get("iss") != issuer:
        raise OAuthError("issuer_mismatch", "La réponse vient d’un autre fournisseur.")
    token = provider.authorize_access_token()
    userinfo = dict(provider.userinfo(token=token))
    if userinfo.get("sub") != token["userinfo"]["sub"]:
        raise OAuthError("subject_mismatch", "La réponse parle de quelqu’un d’autre.")
    return Visitor(dict(token["userinfo"]), userinfo, token["id_token"])


def _failed(error: Exception) -> str:
    code = getattr(error, "error", None) or type(error).__name__
    text = getattr(error, "description", None) or ""
    return render_template("portal.html", visitor=None, sentences={}, error=(code, text))


def _moment(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, tz=UTC).astimezone():%Y-%m-%d %H:%M:%S}"


class _Quiet(WSGIRequestHandler):
    @override
    def log_request(self, *_: object) -> None:
        """Say nothing: the query of `/retour` holds a code."""


def main() -> None:
    """Serve on loopback until told to stop."""
    settings = Settings(**json.loads(Path(sys.argv[1]).read_text("utf-8")))
    app = create_portal(settings)
    make_server(
        "127.0.0.1", settings.port, app, threaded=True, request_handler=_Quiet
    ).serve_forever()


if __name__ == "__main__":
    main()
