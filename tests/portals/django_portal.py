"""A Django site that signs people in by mozilla-django-oidc, as its documentation configures it.

python django_portal.py PORT ISSUER CLIENT_ID SECRET
"""

# Django's settings come before anything that reads them, and neither package is typed.
# ruff: noqa: E402
# mypy: disable-error-code="import-untyped,no-untyped-call,no-untyped-def,import-not-found"

import sys
from urllib.parse import urlencode
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from django.conf import settings

port, issuer, client_id, secret = sys.argv[1:]
settings.configure(
    SECRET_KEY="a secret of the test",
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=["127.0.0.1"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "mozilla_django_oidc",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "mozilla_django_oidc.middleware.SessionRefresh",
    ],
    AUTHENTICATION_BACKENDS=["mozilla_django_oidc.auth.OIDCAuthenticationBackend"],
    OIDC_RP_CLIENT_ID=client_id,
    OIDC_RP_CLIENT_SECRET=secret,
    OIDC_RP_SIGN_ALGO="RS256",
    OIDC_RP_SCOPES="openid email",
    OIDC_USE_PKCE=True,
    OIDC_TOKEN_USE_BASIC_AUTH=True,
    OIDC_RENEW_ID_TOKEN_EXPIRY_SECONDS=1,  # then a page asks again, by prompt=none
    OIDC_STORE_ID_TOKEN=True,
    OIDC_OP_LOGOUT_URL_METHOD=f"{__name__}.sign_out",
    ALLOW_LOGOUT_GET_METHOD=True,
    OIDC_OP_AUTHORIZATION_ENDPOINT=f"{issuer}/authorize",
    OIDC_OP_TOKEN_ENDPOINT=f"{issuer}/token",
    OIDC_OP_USER_ENDPOINT=f"{issuer}/userinfo",
    OIDC_OP_JWKS_ENDPOINT=f"{issuer}/.well-known/jwks.json",
    LOGIN_REDIRECT_URL="/",
    LOGOUT_REDIRECT_URL="/signed-out",
    LOGIN_REDIRECT_URL_FAILURE="/failed",
    USE_TZ=True,
)
django.setup()

from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, JsonResponse
from django.urls import include, path
from typing_extensions import override


def home(request: HttpRequest) -> JsonResponse:
    """Say who is signed in."""
    return JsonResponse({"email": getattr(request.user, "email", None)})


def sign_out(request: HttpRequest) -> str:
    """Return where the parent's session ends too: the library leaves this to its site."""
    asked = {
        "id_token_hint": request.session["oidc_id_token"],
        "post_logout_redirect_uri": f"http://127.0.0.1:{port}/signed-out",
    }
    return f"{issuer}/logout?{urlencode(asked)}"


urlpatterns = [
    path("oidc/", include("mozilla_django_oidc.urls")),
    path("", home),
    path("failed", lambda _: JsonResponse({"failed": True})),
    path("signed-out", lambda _: JsonResponse({"signed_out": True})),
]


class _Quiet(WSGIRequestHandler):
    @override
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    server = make_server("127.0.0.1", int(port), get_wsgi_application(), handler_class=_Quiet)
    server.serve_forever()
