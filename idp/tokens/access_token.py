"""Access tokens: JWTs of a few minutes, bound to a grant (RFC 9068)."""

import json
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from idp.continuity.restorations import NotBefore
from idp.ids import ClientId, GrantId, new_id
from idp.keys import SigningKeys
from idp.keys.algorithms import ACCESS_TOKEN_ALGORITHM
from idp.part import Part
from idp.tokens.confirmation import UNBOUND, Confirmation
from idp.tokens.grant import Grant
from idp.tokens.jose import ForeignTokenError, read, sign
from idp.tokens.known_tokens import KnownTokens

TYP = "at+jwt"


class AccessToken(Struct, frozen=True):
    """The claims of our access token; `grant_id` is None for `client_credentials`."""

    jti: str
    client_id: ClientId
    subject: str
    scope: tuple[str, ...]
    grant_id: GrantId | None
    issued_at: int
    expires_at: int
    audience: tuple[str, ...]
    authorization_details: list[dict[str, Any]] | None
    confirmation: Confirmation
    act: dict[str, Any] | None = None
    """Who acts for the subject (RFC 8693 §4.1)."""


class Terms(Struct, frozen=True, kw_only=True):
    """What a token is issued for: from `now` on (seconds), for a scope, to whom."""

    now: int
    scope: tuple[str, ...]
    seconds: int | None = None
    """How long it is valid; None: as long as any."""
    confirmation: Confirmation = UNBOUND
    act: Mapping[str, Any] | None = None
    """Who acts for the subject (RFC 8693 §4.1)."""


class AccessTokens(Part):
    """Makes and reads access tokens."""

    keys: SigningKeys
    issuer: str
    seconds: int
    not_before: NotBefore
    known: KnownTokens[AccessToken]

    def for_grant(self, grant: Grant, subject: str, terms: Terms) -> str:
        """Return a token of a person's grant (RFC 9068 §2.2), for `grant.resource`."""
        more: dict[str, Any] = {"grant_id": grant.id}
        if grant.auth_time:  # else nobody signed in for it (RFC 7523 §2.1)
            more |= {"auth_time": grant.auth_time, "acr": grant.acr, "amr": list(grant.amr)}
        if terms.act is not None:
            more["act"] = terms.act
        if grant.resource:
            more["aud"] = _audience(grant.resource)
        if grant.authorization_details is not None:
            more["authorization_details"] = json.loads(grant.authorization_details)
        return self._mint(grant.client_id, subject, terms, more)

    def for_client(
        self, client_id: ClientId, terms: Terms, *, resource: tuple[str, ...] = ()
    ) -> str:
        """Return a token for the client itself; its subject is the client (RFC 9068 §2.2)."""
        more: dict[str, Any] = {"aud": _audience(resource)} if resource else {}
        return self._mint(client_id, client_id, terms, more)

    def read(self, token: str, now: int) -> AccessToken:
        """Return the claims of `token`. Raises ForeignTokenError when it is not valid now."""
        keys = self.keys.current()
        claims = self.known.find(keys, token)
        if claims is None:
            claims = self._verified(token)
            self.known.keep(keys, token, claims)
        if claims.expires_at <= now:
            raise ForeignTokenError("expired")
        if claims.issued_at <= self.not_before.restored_at:
            raise ForeignTokenError("issued before the database was restored")
        return claims

    def is_for_us(self, token: AccessToken) -> bool:
        """Return whether `token` is for our own endpoints, not for a resource."""
        return self.issuer in token.audience

    def _verified(self, token: str) -> AccessToken:
        claims = read(self.keys, token, TYP)
        if claims["iss"] != self.issuer:
            raise ForeignTokenError("issued under another name")
        audience = claims["aud"]
        return AccessToken(
            jti=claims["jti"],
            client_id=claims["client_id"],
            subject=claims["sub"],
            scope=tuple(claims["scope"].split()),
            grant_id=claims.get("grant_id"),
            issued_at=claims["iat"],
            expires_at=claims["exp"],
            audience=(audience,) if isinstance(audience, str) else tuple(audience),
            authorization_details=claims.get("authorization_details"),
            confirmation=Confirmation.of(claims.get("cnf")),
            act=claims.get("act"),
        )

    def _mint(
        self, client_id: ClientId, subject: str, terms: Terms, more: Mapping[str, Any]
    ) -> str:
        claims = {
            "aud": self.issuer,
            "exp": terms.now + (self.seconds if terms.seconds is None else terms.seconds),
            **more,
            "iss": self.issuer,
            "sub": subject,
            "client_id": client_id,
            "scope": " ".join(terms.scope),
            "jti": new_id(),
            "iat": terms.now,
        }
        if terms.confirmation.cnf:
            claims["cnf"] = terms.confirmation.cnf
        return sign(self.keys, ACCESS_TOKEN_ALGORITHM, TYP, claims)


def _audience(resource: tuple[str, ...]) -> str | list[str]:
    return resource[0] if len(resource) == 1 else list(resource)
