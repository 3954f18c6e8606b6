"""Signed introspection answers, for clients that must keep proof of them (RFC 9701 §5)."""

from collections.abc import Mapping
from typing import Any

from idp.clients import Client
from idp.clients.profiles import rules_of
from idp.clock import Clock
from idp.keys import SigningKeys
from idp.part import Part
from idp.tokens.jose import sign

MEDIA_TYPE = "application/token-introspection+jwt"
_TYP = "token-introspection+jwt"


class SignedIntrospection(Part):
    """Signs the answers of the introspection endpoint."""

    keys: SigningKeys
    clock: Clock
    issuer: str

    def sign(self, client: Client, content: Mapping[str, Any]) -> str:
        """Return `content` for `client`, by the algorithm it registered or its profile's first.

        The token's claims are nested; without its own `sub` and `exp`, this JWT cannot pass for
        another token (§8.1).
        """
        algorithm = client.introspection_signed_response_alg or rules_of(client).algorithms[0]
        claims = {
            "iss": self.issuer,
            "aud": client.id,
            "iat": self.clock.seconds(),
            "token_introspection": dict(content),
        }
        return sign(self.keys, algorithm, _TYP, claims)
