"""What every client assertion must say, whoever signs it (RFC 7523 §3, OpenID Connect Core §9)."""

import json
from typing import Any

from joserfc.util import urlsafe_b64decode

from idp.clients import Client
from idp.clients.assertions import use_assertion
from idp.clients.profiles import rules_of
from idp.clock import MINUTE, Clock
from idp.protocol.client_jwt import LONGEST, is_time
from idp.protocol.errors import InvalidClientError
from idp.storage import Database

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
TYPES = (None, "JWT", "client-authentication+jwt")
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


class Assertions:
    """Checks what verified assertions say, each of which is good once."""

    def __init__(self, *, database: Database, clock: Clock, issuer: str) -> None:
        self._database = database
        self._clock = clock
        self._issuer = issuer

    def use(self, claims: dict[str, Any], client: Client, path: str) -> None:
        """Believe `claims` of `client` at the endpoint `path`, once. Raises InvalidClientError."""
        now = self._clock.seconds()
        names = (claims.get("iss"), claims.get("sub"))
        if names != (client.id, client.id) or not self._is_audience(
            claims.get("aud"), client, path
        ):
            raise InvalidClientError("client authentication failed")
        if not _is_current(claims, now) or not isinstance(claims.get("jti"), str):
            raise InvalidClientError("client authentication failed")
        # Committed by itself: a request that fails later has still used its assertion.
        with self._database.writing() as transaction:
            first = bool(claims["jti"]) and use_assertion(
                transaction, client.id, claims["jti"], claims["exp"] + _SKEW_SECONDS
            )
        if not first:
            raise InvalidClientError("client authentication failed")

    def _is_audience(self, audience: object, client: Client, path: str) -> bool:
        # The issuer as one string: an assertion meant for another server, or for a list of them,
        # could be replayed here (draft-ietf-oauth-rfc7523bis §4).
        if not rules_of(client).endpoint_as_audience:
            return audience == self._issuer
        ours = {self._issuer, f"{self._issuer}/token", f"{self._issuer}{path}"}
        named = audience if isinstance(audience, list) else [audience]
        return bool(named) and all(isinstance(each, str) and each in ours for each in named)


def _is_current(claims: dict[str, Any], now: int) -> bool:
    expires, issued, begins = (claims.get(name) for name in ("exp", "iat", "nbf"))
    latest = now + _SKEW_SECONDS
    return (
        is_time(expires)
        and now - _SKEW_SECONDS < expires <= latest + _LIFETIME_SECONDS
        and (issued is None or (is_time(issued) and issued <= latest))
        and (begins is None or (is_time(begins) and begins <= latest))
    )
