"""Assertions signed by the client (RFC 7523 §3, OpenID Connect Core §9)."""

import json
from typing import Any

from joserfc.util import urlsafe_b64decode

from idp.clients import Client
from idp.clients.assertions import use_assertion
from idp.clock import MINUTE, Clock
from idp.protocol.client_jwt import (
    LONGEST,
    ClientJwtError,
    ClientKeys,
    is_time,
    read_client_jwt,
)
from idp.protocol.errors import InvalidClientError
from idp.storage import Database

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_TYPES = (None, "JWT", "client-authentication+jwt")
_SKEW_SECONDS = 60
_LIFETIME_SECONDS = 5 * MINUTE


def claimed_client_id(assertion: str) -> str:
    """Return who the assertion says it is from, before anything is believed."""
    if len(assertion) > LONGEST or not assertion.isascii():
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

    def __init__(self, *, keys: ClientKeys, database: Database, clock: Clock, issuer: str) -> None:
        self._keys = keys
        self._database = database
        self._clock = clock
        self._issuer = issuer

    def check(self, client: Client, assertion: str) -> None:
        """Believe `assertion`, once. Raises InvalidClientError."""
        try:
            claims = read_client_jwt(assertion, client, self._keys, types=_TYPES)
        except ClientJwtError as error:
            raise InvalidClientError("client authentication failed") from error
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
            and is_time(expires)
            and now - _SKEW_SECONDS < expires <= latest + _LIFETIME_SECONDS
            and (issued is None or (is_time(issued) and issued <= latest))
            and (begins is None or (is_time(begins) and begins <= latest))
        )
