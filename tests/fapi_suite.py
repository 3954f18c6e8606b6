"""A client as the FAPI 2.0 certification drives one: everything over HTTP, in four variants."""

import json
from base64 import b64encode
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey
from joserfc.jws import JWSRegistry
from msgspec import Struct, field
from msgspec.structs import replace
from werkzeug.test import TestResponse

from idp._authlib import s256_challenge
from idp.clients import AuthenticationMethod, Client, Profile
from idp.ids import ClientId, new_id
from idp.keys.algorithms import JoseKey
from idp.protocol.token.client_authentication.assertion import ASSERTION_TYPE
from idp.wiring import Provider
from tests.certificates import Issued, Wanted, issue
from tests.conftest import register
from tests.key_holder import KeyHolder
from tests.relying_party import VERIFIER, RelyingParty

HEADER = "Client-Cert"
Changes = dict[str, Any]


@dataclass(frozen=True)
class Variant:
    """How clients prove themselves, and what their tokens are bound to."""

    authentication: str
    constraint: str

    @property
    def name(self) -> str:
        """How a test is told by it."""
        return f"{self.authentication}+{self.constraint}"


VARIANTS = tuple(
    Variant(authentication, constraint)
    for authentication in ("private_key_jwt", "mtls")
    for constraint in ("dpop", "mtls")
)


class Suite(Struct, frozen=True):
    """One client of the profile, and the browser of a person who is signed in."""

    provider: Provider
    browser: FlaskClient
    variant: Variant
    client: Client
    holder: KeyHolder
    rsa: RSAKey
    certificate: Issued
    shown: bool = True
    """Whether it shows its certificate."""
    proves: bool = True
    """Whether it sends DPoP proofs."""
    key: JoseKey = field(default_factory=lambda: ECKey.generate_key("P-256"))

    @property
    def issuer(self) -> str:
        """Who is asked."""
        return self.provider.settings.server.issuer

    def assertion(self, algorithm: str = "ES256", **changes: object) -> str:
        """Return a client assertion; None leaves a claim out."""
        now = self.provider.clock.seconds()
        names = {"iss": self.client.id, "sub": self.client.id, "aud": self.issuer}
        claims = {**names, "jti": new_id(), "iat": now, "exp": now + 60, **changes}
        kept = {name: value for name, value in claims.items() if value is not None}
        key: JoseKey = self.key if algorithm == "ES256" else self.rsa
        registry = JWSRegistry(algorithms=[algorithm])
        return jwt.encode({"alg": algorithm, "kid": key.kid}, kept, key, registry=registry)

    def post(self, path: str, form: Changes, assertion: str | None = None) -> TestResponse:
        """Post as the client, with all that its variant asks for."""
        whole = {"client_id": str(self.client.id), **form}
        if self.variant.authentication == "private_key_jwt":
            whole = {
                "client_assertion": assertion or self.assertion(),
                "client_assertion_type": ASSERTION_TYPE,
                **whole,
            }
        kept = {name: value for name, value in whole.items() if value is not None}
        return self.browser.post(path, data=kept, headers=self.headers(path, "POST"))

    def headers(self, path: str, method: str, token: str | None = None) -> dict[str, str]:
        """Return what proves the possession of its keys."""
        headers = {HEADER: self.certificate.header()} if self.shown else {}
        if self.variant.constraint == "dpop" and self.proves:
            headers["DPoP"] = self.holder.proof(path, method, token=token)
        return headers

    def push(self, **changes: str | None) -> TestResponse:
        """Push a request."""
        return self.post("/par", {**self.asks(), **changes})

    def asks(self) -> Changes:
        """Return what it asks by itself."""
        return {
            "redirect_uri": self.client.redirect_uris[0],
            "response_type": "code",
            "scope": "openid email offline_access",
            "state": "the-state",
            "nonce": "the-nonce",
            "code_challenge": s256_challenge(VERIFIER),
            "code_challenge_method": "S256",
        }

    def authorize(self, request_uri: str) -> dict[str, str]:
        """Send the browser, and return what comes back."""
        asked = {"client_id": str(self.client.id), "request_uri": request_uri}
        answer = self.browser.get("/authorize", query_string=asked)
        return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))

    def code(self, **changes: str | None) -> str:
        """Return a code."""
        return self.authorize(self.push(**changes).get_json()["request_uri"])["code"]

    def redeem(
        self, code: str, assertion: str | None = None, **changes: str | None
    ) -> TestResponse:
        """Redeem a code."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.client.redirect_uris[0],
            "code_verifier": VERIFIER,
            **changes,
        }
        return self.post("/token", form, assertion)

    def tokens(self) -> dict[str, Any]:
        """Return what a whole sign-in gives."""
        answer = self.redeem(self.code())
        assert answer.status_code == 200, answer.text
        content: dict[str, Any] = answer.get_json()
        return content

    def refresh(self, refresh_token: str, **changes: str | None) -> TestResponse:
        """Renew."""
        form = {"grant_type": "refresh_token", "refresh_token": refresh_token, **changes}
        return self.post("/token", form)

    def userinfo(self, token: str, *, scheme: str | None = None) -> TestResponse:
        """Ask for the protected resource."""
        own = "DPoP" if self.variant.constraint == "dpop" else "Bearer"
        headers = {
            **self.headers("/userinfo", "GET", token),
            "Authorization": f"{scheme or own} {token}",
            "x-fapi-interaction-id": new_id(),
            "Accept": "application/json, application/*+json, */*",
        }
        return self.browser.get("/userinfo", headers=headers)


def suite_for(party: RelyingParty, browser: FlaskClient, variant: Variant, name: str) -> Suite:
    """Register a client of `variant`, for the person of `party`."""
    key = ECKey.generate_key("P-256", {"kid": new_id()})
    rsa = RSAKey.generate_key(2048, {"kid": new_id()})
    certificate = issue(Wanted(name))
    shown = {
        **ECKey.import_key(certificate.key).as_dict(private=False),
        "kid": "tls",
        "x5c": [b64encode(certificate.der).decode()],
    }
    keys = [key.as_dict(private=False), rsa.as_dict(private=False), shown]
    methods = {
        "private_key_jwt": AuthenticationMethod.PRIVATE_KEY_JWT,
        "mtls": AuthenticationMethod.SELF_SIGNED_TLS_CLIENT_AUTH,
    }
    client = replace(
        party.client,
        id=ClientId(name),
        profile=Profile.FAPI2,
        token_endpoint_auth_method=methods[variant.authentication],
        jwks=json.dumps({"keys": keys}),
        id_token_signed_response_alg="PS256",
        authorization_signed_response_alg="PS256",
        dpop_bound_access_tokens=variant.constraint == "dpop",
        tls_client_certificate_bound_access_tokens=variant.constraint == "mtls",
    )
    register(party.provider, client)
    holder = KeyHolder(party.provider.settings.server.issuer, party.provider.clock)
    return Suite(party.provider, browser, variant, client, holder, rsa, certificate, key=key)
