"""Access tokens: what whoever calls may do, and how everybody else is told why not.

RFC 6750 (bearer), RFC 9449 §7 (DPoP), RFC 8705 §3 (certificates), RFC 9068 (JWT), RFC 7662
(introspection). In this order: what was presented, what it says, whose it is, whether it is enough.
"""

import hashlib
import re
from base64 import b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

from dpop_proof import ALGORITHMS, NonceWantedError, ProofError, Proofs
from flask import Request
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from token_issuer import Issuer

_PRESENTED = re.compile(r"(bearer|dpop) +([A-Za-z0-9._~+/-]+=*)", re.IGNORECASE)
_CERTIFICATE = re.compile(r":([A-Za-z0-9+/]+={0,2}):")
_SIGNATURES = ["ES256", "PS256", "RS256", "EdDSA"]
_TYPES = ("at+jwt", "application/at+jwt")
_BOUND_BY = {"jkt", "x5t#S256"}
_SKEW_SECONDS = 10
_BROKEN = (JoseError, ValueError, TypeError, AttributeError, RecursionError)


@dataclass(frozen=True)
class Settings:
    """Who makes the tokens, and who we are for them."""

    issuer: str
    resource: str
    """Our origin, as callers know it: how DPoP's `htu` begins, and the `aud` of tokens."""
    client_id: str
    client_secret: str = field(repr=False)
    """By which we introspect."""
    port: int
    audience: str = ""
    """The `aud` where it is another: the issuer, for callers that cannot ask for a resource."""
    dpop_nonce_seconds: int = 0
    """How long a nonce of ours is given out; 0: proofs need none."""
    certificate_header: str = ""
    """In which a proxy of ours, and nobody else, tells the caller's certificate (RFC 9440)."""


@dataclass(frozen=True)
class Access:
    """What a good token allows."""

    subject: str
    client_id: str
    scope: frozenset[str]


class Refused(Exception):
    """A request that is refused; `error` is None where no token came (RFC 6750 §3.1)."""

    def __init__(self, status: int, error: str | None, why: str, scheme: str = "") -> None:
        super().__init__(why)
        self.status = status
        self.error = error
        self.why = why
        self.scheme = scheme
        """By which the token was presented."""
        self.scope = ""
        """What would have been enough."""
        self.nonce = ""
        """What the next proof must hold."""

    @property
    def headers(self) -> dict[str, str]:
        """What the caller's library reads: a challenge for each scheme, the caller's first."""
        challenges = {
            "bearer": 'Bearer realm="absences"',
            "dpop": f'DPoP realm="absences", algs="{" ".join(ALGORITHMS)}"',
        }
        if self.error is not None:
            told = f', error="{self.error}", error_description="{self.why}"'
            challenges[self.scheme] += told + (f', scope="{self.scope}"' if self.scope else "")
        order = sorted(challenges, key=lambda each: each != self.scheme)
        headers = {"WWW-Authenticate": ", ".join(challenges[each] for each in order)}
        return headers | ({"DPoP-Nonce": self.nonce} if self.nonce else {})


class AccessTokens:
    """Reads them."""

    def __init__(self, settings: Settings) -> None:
        self._issuer = Issuer(settings.issuer, settings.client_id, settings.client_secret)
        self._proofs = Proofs(settings.resource, settings.dpop_nonce_seconds)
        self._certificate_header = settings.certificate_header
        self._rules = jwt.JWTClaimsRegistry(
            leeway=_SKEW_SECONDS,
            iss={"essential": True, "value": settings.issuer},
            aud={"essential": True, "value": settings.audience or settings.resource},
            exp={"essential": True},
            sub={"essential": True},
            client_id={"essential": True},
        )

    def read(self, request: Request, scope: str, *, asks: bool) -> Access:
        """Return what the token of `request` allows, if `scope` is part of it.

        A JWT is believed until it ends; with `asks` the issuer is asked whether it still stands,
        as it is about any other token. Raises Refused, Unreachable.
        """
        scheme, token = _presented(request)
        try:
            is_jwt = token.count(".") == 2  # noqa: PLR2004 - RFC 7515 §3.1
            claims = self._verified(token) if is_jwt else {}
            if asks or not is_jwt:
                claims = self._introspected(token)
            self._check_sender(request, scheme, token, claims.get("cnf", {}))
            return _access(claims, scope)
        except Refused as refused:
            refused.scheme = scheme
            raise

    def _verified(self, token: str) -> dict[str, Any]:
        """Return what a JWT says (RFC 9068 §4)."""
        try:
            try:
                read = jwt.decode(token, self._issuer.keys, algorithms=_SIGNATURES)
            except InvalidKeyIdError:
                self._issuer.fetch_keys()
                read = jwt.decode(token, self._issuer.keys, algorithms=_SIGNATURES)
            self._rules.validate(read.claims)
        except _BROKEN as error:
            raise _bad("the token is not good, or not for us") from error
        if str(read.header.get("typ")).lower() not in _TYPES:
            raise _bad("this is no access token")
        return read.claims

    def _introspected(self, token: str) -> dict[str, Any]:
        """Return what the issuer says of a token now."""
        claims = self._issuer.introspect(token)
        if claims.get("active") is not True:
            raise _bad("the token does not stand")
        try:
            self._rules.validate(claims)
        except _BROKEN as error:
            raise _bad("the token is not for us") from error
        return claims

    def _check_sender(
        self, request: Request, scheme: str, token: str, bound: dict[str, str]
    ) -> None:
        """See that who calls holds each key that the token is `bound` to; else it was stolen."""
        if bound.keys() - _BOUND_BY:
            raise _bad("the token is bound in a way that we do not know")
        if (scheme == "dpop") is not ("jkt" in bound):
            raise _bad("the token belongs to another scheme")
        if "jkt" in bound and self._proven(request, token) != bound["jkt"]:
            raise _bad("the token is bound to another key")
        if "x5t#S256" in bound and self._shown(request) != bound["x5t#S256"]:
            raise _bad("the token is bound to another certificate")

    def _proven(self, request: Request, token: str) -> str:
        proof = request.headers.get("DPoP", "")
        try:
            return self._proofs.check(proof, request.method, request.path, token)
        except ProofError as error:
            raise Refused(401, "invalid_dpop_proof", str(error)) from error
        except NonceWantedError as error:
            refused = Refused(401, "use_dpop_nonce", "the proof needs the nonce of this answer")
            refused.nonce = str(error)
            raise refused from error

    def _shown(self, request: Request) -> str | None:
        """Return the thumbprint of the certificate that the caller showed to our proxy."""
        name = self._certificate_header
        told = _CERTIFICATE.fullmatch(request.headers.get(name, "") if name else "")
        if told is None:
            return None
        try:
            digest = hashlib.sha256(b64decode(told[1])).digest()
        except ValueError:
            return None
        return urlsafe_b64encode(digest).rstrip(b"=").decode()


def _presented(request: Request) -> tuple[str, str]:
    """Return scheme and token: from the header alone, where neither logs nor caches see them."""
    said = request.headers.get("Authorization", "")
    scheme = said.partition(" ")[0].lower()
    if scheme not in ("bearer", "dpop"):
        raise Refused(401, None, "")
    found = _PRESENTED.fullmatch(said)
    if found is None:
        raise Refused(400, "invalid_request", "the header holds no token, or several", scheme)
    return scheme, found[2]


def _access(claims: dict[str, Any], needed: str) -> Access:
    scope = frozenset(str(claims.get("scope", "")).split())
    if needed not in scope:
        refused = Refused(403, "insufficient_scope", "the token is for other things")
        refused.scope = needed
        raise refused
    return Access(claims["sub"], claims["client_id"], scope)


def _bad(why: str) -> Refused:
    return Refused(401, "invalid_token", why)
