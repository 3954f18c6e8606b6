"""Security event tokens (RFC 8417; Shared Signals Framework 1.0 §4)."""

from collections.abc import Mapping
from typing import Any

from idp.clients import Client
from idp.keys import SigningKeys
from idp.part import Part
from idp.tokens.jose import sign

TYP = "secevent+jwt"


class SecurityEventTokens(Part):
    """Makes security event tokens."""

    keys: SigningKeys
    issuer: str

    def mint(
        self,
        client: Client,
        *,
        subject: Mapping[str, Any],
        events: Mapping[str, Any],
        jti: str,
        issued_at: int,
    ) -> str:
        """Return a token that tells `client` what happened to `subject` (RFC 9493).

        Neither `sub` nor `exp`, so that it can never pass for another token (SSF §4.1.6, §4.1.7).
        """
        content = {
            "iss": self.issuer,
            "aud": client.id,
            "iat": issued_at,
            "jti": jti,
            # Differs by receiver, so that receivers cannot join their events of one change.
            "txn": jti,
            "sub_id": dict(subject),
            "events": dict(events),
        }
        return sign(self.keys, client.id_token_signed_response_alg, TYP, content)
