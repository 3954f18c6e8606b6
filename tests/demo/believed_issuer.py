"""The demo's protected resource, and an issuer of the test's own that it believes."""

import json
import time
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import requests
from joserfc import jwt
from joserfc.jwk import ECKey, OKPKey
from joserfc.util import urlsafe_b64encode

from idp.ids import new_id
from tests.publisher import Publisher

KEY = ECKey.generate_key("P-256", {"kid": "a", "use": "sig", "alg": "ES256"})
HOLDER = ECKey.generate_key("P-256")
ALGORITHMS = 'algs="ES256 Ed25519 EdDSA"'
BEARER, DPOP = 'Bearer realm="absences"', f'DPoP realm="absences", {ALGORITHMS}'


@dataclass(frozen=True)
class Register:
    """The resource, and the issuer that it believes."""

    place: str
    issuer: Publisher

    def says(self, **claims: Any) -> None:  # noqa: ANN401 - JSON
        """Have every address of the issuer say this."""
        published = {
            "jwks_uri": f"{self.issuer.uri}/jwks",
            "introspection_endpoint": f"{self.issuer.uri}/introspect",
            "keys": [KEY.as_dict(private=False)],
        }
        self.issuer.body = json.dumps({**published, **claims})

    def claims(self, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
        now = int(time.time())
        claims = {
            "iss": self.issuer.uri,
            "aud": self.place,
            "exp": now + 600,
            "iat": now,
            "sub": "person",
            "client_id": "portal",
            "jti": new_id(),
            "scope": "absences.read",
            **changes,
        }
        return {name: value for name, value in claims.items() if value is not None}

    def token(self, key: Any = KEY, typ: str = "at+jwt", **changes: Any) -> str:  # noqa: ANN401
        header = {"alg": "ES256", "typ": typ, "kid": "a"}
        return jwt.encode(header, self.claims(**changes), key)

    def proof(self, token: str, key: Any = HOLDER, typ: str = "dpop+jwt", **changes: Any) -> str:  # noqa: ANN401
        claims = {
            "htm": "GET",
            "htu": f"{self.place}/absences",
            "iat": int(time.time()),
            "jti": new_id(),
            "ath": urlsafe_b64encode(sha256(token.encode()).digest()).decode(),
            **changes,
        }
        algorithm = "Ed25519" if isinstance(key, OKPKey) else "ES256"
        header = {"typ": typ, "alg": algorithm, "jwk": key.as_dict(private=False)}
        kept = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(header, kept, key, algorithms=[algorithm])

    def get(self, token: str | None, scheme: str = "Bearer", **headers: str) -> requests.Response:
        told = {} if token is None else {"Authorization": f"{scheme} {token}"}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return requests.get(f"{self.place}/absences", headers={**told, **named}, timeout=30)

    def refused(self, answer: requests.Response) -> tuple[int, str]:
        return answer.status_code, answer.headers["WWW-Authenticate"]


def told(error: str, why: str) -> str:
    return f'error="{error}", error_description="{why}"'


def bad(why: str) -> str:
    return f"{BEARER}, {told('invalid_token', why)}, {DPOP}"
