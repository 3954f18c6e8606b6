"""Whoever holds a key and signs DPoP proofs with it (RFC 9449 §4.2), good and bad ones."""

import json
from base64 import urlsafe_b64encode
from typing import Any

from joserfc.jwk import ECKey
from joserfc.jws import JWSRegistry
from msgspec import Struct, field

from idp.clock import Clock
from idp.ids import hashed, new_id
from idp.keys.algorithms import JoseKey


class KeyHolder(Struct, frozen=True):
    """A key, and the server to which its proofs go."""

    issuer: str
    clock: Clock
    key: JoseKey = field(default_factory=lambda: ECKey.generate_key("P-256"))
    algorithm: str = "ES256"

    @property
    def jkt(self) -> str:
        """The thumbprint of the key."""
        return self.key.thumbprint()

    def claims(self, path: str, method: str = "POST", token: str | None = None) -> dict[str, Any]:
        """Return what a good proof says."""
        now = self.clock.seconds()
        content = {"jti": new_id(), "htm": method, "htu": f"{self.issuer}{path}", "iat": now}
        return content if token is None else {**content, "ath": ath(token)}

    def proof(
        self,
        path: str,
        method: str = "POST",
        *,
        token: str | None = None,
        header: dict[str, Any] | None = None,
        **changes: object,
    ) -> str:
        """Return a proof, with `changes` of its claims and of its `header`; None leaves one out."""
        told = {"alg": self.algorithm, "typ": "dpop+jwt", "jwk": self.key.as_dict(private=False)}
        protected = _kept({**told, **(header or {})})
        claims = _kept({**self.claims(path, method, token), **changes})
        signed = f"{encoded(protected)}.{encoded(claims)}"
        # By the algorithm itself: joserfc's encoder would not sign every lie.
        signature = JWSRegistry.algorithms[self.algorithm].sign(signed.encode(), self.key)
        return f"{signed}.{urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def _kept(content: dict[str, Any]) -> dict[str, Any]:
    return {name: each for name, each in content.items() if each is not None}


def ath(token: str) -> str:
    """Return the hash of an access token (RFC 9449 §4.2)."""
    return urlsafe_b64encode(hashed(token)).rstrip(b"=").decode()


def encoded(content: object) -> str:
    """Return one part of a token."""
    return urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()
