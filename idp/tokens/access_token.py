"""Access tokens: JWTs of a few minutes, bound to a grant (RFC 9068)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from idp.ids import ClientId, GrantId, new_id
from idp.keys import SigningKeys
from idp.keys.algorithms import ACCESS_TOKEN_ALGORITHM
from idp.tokens.grant import Grant
from idp.tokens.jose import InvalidTokenError, read, sign

TYP = "at+jwt"


@dataclass(frozen=True, slots=True)
class AccessToken:
    """What an access token of ours says; `grant_id` is None for `client_credentials`."""

    jti: str
    client_id: ClientId
    subject: str
    scope: tuple[str, ...]
    grant_id: GrantId | None
    issued_at: int
    expires_at: int


class AccessTokens:
    """Makes and reads access tokens."""

    def __init__(self, *, keys: SigningKeys, issuer: str, seconds: int) -> None:
        self._keys = keys
        self._issuer = issuer
        self.seconds = seconds

    def for_grant(self, grant: Grant, subject: str, scope: tuple[str, ...], now: int) -> str:
        """Return a token for what a person granted (RFC 9068 §2.2)."""
        authentication = {
            "auth_time": grant.auth_time,
            "acr": grant.acr,
            "amr": list(grant.amr),
            "grant_id": grant.id,
        }
        return self._mint(grant.client_id, subject, scope, now, authentication)

    def for_client(self, client_id: ClientId, scope: tuple[str, ...], now: int) -> str:
        """Return a token for the client itself; its subject is the client (RFC 9068 §2.2)."""
        return self._mint(client_id, client_id, scope, now, {})

    def read(self, token: str, now: int) -> AccessToken:
        """Return what `token` says. Raises InvalidTokenError when it is not good now."""
        claims = read(self._keys, token, TYP)
        if claims["iss"] != self._issuer or claims["exp"] <= now:
            raise InvalidTokenError("expired")
        return AccessToken(
            jti=claims["jti"],
            client_id=claims["client_id"],
            subject=claims["sub"],
            scope=tuple(claims["scope"].split()),
            grant_id=claims.get("grant_id"),
            issued_at=claims["iat"],
            expires_at=claims["exp"],
        )

    def _mint(
        self,
        client_id: ClientId,
        subject: str,
        scope: tuple[str, ...],
        now: int,
        more: Mapping[str, Any],
    ) -> str:
        claims = {
            **more,
            "iss": self._issuer,
            "sub": subject,
            "aud": self._issuer,
            "client_id": client_id,
            "scope": " ".join(scope),
            "jti": new_id(),
            "iat": now,
            "exp": now + self.seconds,
        }
        return sign(self._keys, ACCESS_TOKEN_ALGORITHM, TYP, claims)
