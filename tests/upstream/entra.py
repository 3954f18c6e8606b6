"""Tokens and keys as Entra makes them, for what its stand-in is not needed for."""

import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

from joserfc import jws
from joserfc.jwk import ECKey, RSAKey

from idp.upstream.dialect import Claims
from idp.upstream.documents import PublishedKey
from idp.upstream.microsoft import Microsoft
from idp.upstream.validation import Expected, validate

NOW = 1_795_435_200
CLIENT_ID = "6731de76-14a6-49ae-97bc-6eba6914391e"
TENANT = "b5d2a6a1-9c25-4f6e-a6f1-3d0a5c4f9b11"
OBJECT = "00000000-0000-0000-66f3-3332eca7ea81"
TEMPLATE = "https://login.example.org/{tenantid}/v2.0"
ISSUER = TEMPLATE.replace("{tenantid}", TENANT)
METADATA = {
    "issuer": TEMPLATE,
    "authorization_endpoint": "https://login.example.org/common/oauth2/v2.0/authorize",
    "token_endpoint": "https://login.example.org/common/oauth2/v2.0/token",
    "jwks_uri": "https://login.example.org/common/discovery/v2.0/keys",
    "cloud_instance_name": "microsoftonline.com",
}
ACCESS_TOKEN = "an access token"
KEY = RSAKey.generate_key(2048, {"kid": "one"})
STRANGER = RSAKey.generate_key(2048, {"kid": "one"})
CURVE = ECKey.generate_key("P-256", {"kid": "curve"})
_OF_KEY = {RSAKey: ("RS256", "RS512", "PS256"), ECKey: ("ES256",)}
CLAIMS: dict[str, Any] = {
    "iss": ISSUER,
    "aud": CLIENT_ID,
    "sub": "AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ",
    "tid": TENANT,
    "oid": OBJECT,
    "ver": "2.0",
    "nonce": "the-nonce",
    "iat": NOW - 5,
    "nbf": NOW - 5,
    "exp": NOW + 3600,
    "preferred_username": "marie@exemple.quebec",
}


def part(content: object) -> str:
    text = content if isinstance(content, str) else json.dumps(content)
    return urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def published(**member: Any) -> dict[str, PublishedKey]:  # noqa: ANN401 - JSON
    """Return the keys as `documents` keeps them; `member` changes what stands beside the first."""
    shown = {**KEY.as_dict(private=False), "use": "sig", "issuer": TEMPLATE, **member}
    curve = {**CURVE.as_dict(private=False), "use": "sig", "issuer": TEMPLATE}
    return {"one": PublishedKey(KEY, shown), "curve": PublishedKey(CURVE, curve)}


@dataclass
class Made:
    """A token, as it would be without a mutation."""

    claims: dict[str, Any] = field(default_factory=lambda: dict(CLAIMS))
    header: dict[str, Any] = field(
        default_factory=lambda: {"alg": "RS256", "kid": "one", "typ": "JWT"}
    )
    key: RSAKey | ECKey = field(default_factory=lambda: KEY)
    payload: str | None = None
    """The claims' text, where JSON as Python writes it will not do."""

    def token(self) -> str:
        """Return it, signed."""
        signed = f"{part(self.header)}.{part(self.payload or json.dumps(self.claims))}"
        named = self.header.get("alg")
        algorithm = named if named in _OF_KEY[type(self.key)] else _OF_KEY[type(self.key)][0]
        if named in {"none", "None"}:
            return f"{signed}."
        # By the algorithm itself: a library would not sign most of these headers.
        signature = jws.JWSRegistry.algorithms[algorithm].sign(signed.encode(), self.key)
        return f"{signed}.{urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def believed(
    token: object,
    *,
    keys: dict[str, PublishedKey] | None = None,
    dialect: Microsoft | None = None,
    access_token: str | None = ACCESS_TOKEN,
) -> Claims:
    """Return the claims of `token` as the house would believe them."""
    known = published() if keys is None else keys
    expected = Expected(CLIENT_ID, "the-nonce", METADATA, NOW, access_token)
    return validate(token, expected, known.get, dialect or Microsoft(allowed=(), blocked=()))
