"""Assertions signed by the client (RFC 7523 §3, OpenID Connect Core §9)."""

import json
from typing import Any, TypeGuard

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, OKPKey, RSAKey
from joserfc.util import urlsafe_b64decode

from idp.clients import Client
from idp.clients.assertions import use_assertion
from idp.clock import MINUTE, Clock
from idp.protocol.errors import InvalidClientError
from idp.storage import Database

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
_LONGEST = 8_192
_SKEW_SECONDS = 60
_LIFETIME_SECONDS = 5 * MINUTE


def claimed_client_id(assertion: str) -> str:
    """Return who the assertion says it is from, before anything is believed."""
    if len(assertion) > _LONGEST or not assertion.isascii():
        raise InvalidClientError("client_assertion is malformed")
    parts = assertion.split(".")
    try:
        subject = json.loads(urlsafe_b64decode(parts[1].encode()))["sub"]
    except (IndexError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise InvalidClientError("client_assertion is malformed") from error
    if not isinstance(subject, str):
        raise InvalidClientError("client_assertion is malformed")
    return subject


class PrivateKeyJwt:
    """Checks assertions, each of which is good once."""

    def __init__(self, *, database: Database, clock: Clock, issuer: str) -> None:
        self._database = database
        self._clock = clock
        self._issuer = issuer

    def check(self, client: Client, assertion: str) -> None:
        """Believe `assertion`, once. Raises InvalidClientError."""
        claims = _verified(client, assertion)
        now = self._clock.seconds()
        if not self._is_good(claims, client, now):
            raise InvalidClientError("client authentication failed")
        # Committed by itself: a request that fails later has still used its assertion.
        with self._database.writing() as transaction:
            first = use_assertion(
                transaction, client.id, claims["jti"], claims["exp"] + _SKEW_SECONDS
            )
        if not first:
            raise InvalidClientError("client authentication failed")

    def _is_good(self, claims: dict[str, Any], client: Client, now: int) -> bool:
        expires, issued, begins = (claims.get(name) for name in ("exp", "iat", "nbf"))
        latest = now + _SKEW_SECONDS
        return (
            claims.get("iss") == client.id
            and claims.get("sub") == client.id
            # The issuer as one string, and nothing else: an assertion meant for another server,
            # or for a list of them, could be replayed here (draft-ietf-oauth-rfc7523bis §4).
            and claims.get("aud") == self._issuer
            and isinstance(claims.get("jti"), str)
            and bool(claims["jti"])
            and _is_time(expires)
            and now - _SKEW_SECONDS < expires <= latest + _LIFETIME_SECONDS
            and (issued is None or (_is_time(issued) and issued <= latest))
            and (begins is None or (_is_time(begins) and begins <= latest))
        )


def _verified(client: Client, assertion: str) -> dict[str, Any]:
    try:
        header = json.loads(urlsafe_b64decode(assertion.partition(".")[0].encode()))
        key = _key(client, header)
        algorithm = _algorithm(key, header.get("alg"))
        return dict(jwt.decode(assertion, key, algorithms=[algorithm]).claims)
    except (JoseError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise InvalidClientError("client authentication failed") from error


def _key(client: Client, header: dict[str, Any]) -> RSAKey | ECKey | OKPKey:
    keys = KeySet.import_key_set(json.loads(client.jwks or '{"keys": []}')).keys
    kid = header.get("kid")
    if header.keys() - {"alg", "kid", "typ"}:
        raise ValueError("a header member that says where else to find a key, or how to read")
    candidates = [
        key for key in keys if isinstance(key, RSAKey | ECKey | OKPKey) and kid in (None, key.kid)
    ]
    if len(candidates) != 1:
        raise ValueError("no key, or several")
    return candidates[0]


def _algorithm(key: RSAKey | ECKey | OKPKey, named: object) -> str:
    # RFC 8725 §3.1: the kind of key decides which algorithms may be named at all.
    if isinstance(key, RSAKey):
        possible: tuple[str, ...] = ("RS256", "PS256")
    else:
        possible = ("ES256",) if isinstance(key, ECKey) else ("EdDSA",)
    if named not in possible or (key.alg is not None and key.alg != named):
        raise ValueError("not an algorithm of this key")
    return str(named)


def _is_time(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)
