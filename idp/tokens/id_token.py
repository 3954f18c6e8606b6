"""ID tokens (OpenID Connect Core §2)."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from idp._authlib import half_hash
from idp.clients import Client
from idp.continuity.restorations import NotBefore
from idp.ids import Sid
from idp.keys import SigningKeys
from idp.part import Part
from idp.tokens.jose import ForeignTokenError, read, sign
from idp.tokens.policy_claims import policy_claims, policy_name

TYP = "JWT"


class Authentication(Struct, frozen=True):
    """Who signed in, how and when: the part of an ID token that no claim may change."""

    subject: str
    sid: Sid
    auth_time: int
    amr: tuple[str, ...]
    acr: str
    nonce: str | None
    policy: str | None = None
    """Azure AD B2C's name for the journey."""


class VoidTokenError(ForeignTokenError):
    """An ID token of ours that is void; `audience` is its client."""

    def __init__(self, audience: str) -> None:
        super().__init__("issued before the database was restored")
        self.audience = audience


class IdTokens(Part):
    """Makes ID tokens, and reads those that are sent as hints."""

    keys: SigningKeys
    issuer: str
    seconds: int
    not_before: NotBefore

    def mint(
        self,
        client: Client,
        authentication: Authentication,
        claims: Mapping[str, Any],
        *,
        now: int,
        access_token: str | None = None,
        code: str | None = None,
    ) -> str:
        """Return the token; registered claims win over `claims`, whatever those hold."""
        algorithm = client.id_token_signed_response_alg
        policy, subject = authentication.policy, authentication.subject
        content: dict[str, Any] = {
            **policy_claims(client, policy, subject, claims),
            **claims,
            "iss": self.issuer,
            "sub": subject,
            "aud": client.id,
            "iat": now,
            **({} if policy is None else {"nbf": now}),
            "exp": now + (client.id_token_seconds or self.seconds),
            "auth_time": authentication.auth_time,
            "amr": list(authentication.amr),
            "acr": authentication.acr,
            "sid": authentication.sid,
            **policy_name(client, policy),
        }
        if authentication.nonce is not None:
            content["nonce"] = authentication.nonce
        if access_token is not None:
            content["at_hash"] = half_hash(access_token, algorithm)
        if code is not None:
            content["c_hash"] = half_hash(code, algorithm)
        return sign(self.keys, algorithm, TYP, content)

    def read_hint(self, token: str) -> dict[str, Any]:
        """Return the claims of an ID token of ours, expired or not (RP-Initiated Logout §2).

        Raises ForeignTokenError when it is anything else, VoidTokenError when it is older than the
        last restoration of the database: its `sid` may name another session.
        """
        claims = read(self.keys, token, TYP)
        if claims.get("iss") != self.issuer:
            raise ForeignTokenError("another issuer")
        if claims["iat"] <= self.not_before.restored_at:
            raise VoidTokenError(str(claims["aud"]))
        return claims
