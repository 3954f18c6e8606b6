"""Claims that every client assertion must have (RFC 7523 §3, OpenID Connect Core §9)."""

from collections.abc import Sequence
from typing import Any

from idp.clients import Client
from idp.clients.assertions import use_assertion
from idp.clients.checks import CIBA
from idp.clients.profiles import rules_of
from idp.clock import MINUTE, Clock
from idp.part import Part
from idp.protocol.client_jwt import LONGEST, is_time
from idp.protocol.errors import InvalidClientError
from idp.storage import Database
from idp.untrusted.jwt import read_unverified_claims

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
TYPES = (None, "JWT", "client-authentication+jwt")
_TOKEN_PATH = "/token"  # noqa: S105 - a path
_BACKCHANNEL_PATH = "/bc-authorize"
_SKEW_SECONDS = 60
_LIFETIME_SECONDS = 5 * MINUTE


def claimed_client_id(assertion: str) -> str:
    """Return the client named by an assertion that is not verified yet."""
    try:
        subject = read_unverified_claims(assertion, LONGEST).get("sub")
    except ValueError as error:
        raise InvalidClientError("client_assertion is malformed") from error
    if not isinstance(subject, str):
        raise InvalidClientError("client_assertion is malformed")
    return subject


class Assertions(Part):
    """Checks the claims of assertions whose signature is verified; each is valid once.

    `origins` are the origins of the endpoints: the issuer, and the mutual TLS alias.
    """

    database: Database
    clock: Clock
    issuer: str
    origins: Sequence[str]

    def use(self, claims: dict[str, Any], client: Client, path: str) -> None:
        """Accept `claims` of `client` at the endpoint `path`, once. Raises InvalidClientError."""
        now = self.clock.seconds()
        names = (claims.get("iss"), claims.get("sub"))
        if names != (client.id, client.id) or not self._is_audience(
            claims.get("aud"), client, path
        ):
            raise InvalidClientError("client authentication failed")
        if not _is_current(claims, now) or not isinstance(claims.get("jti"), str):
            raise InvalidClientError("client authentication failed")
        # Committed by itself: a request that fails later has still used its assertion.
        with self.database.writing(shared=True) as tx:
            first = bool(claims["jti"]) and use_assertion(
                tx, client.id, claims["jti"], claims["exp"] + _SKEW_SECONDS
            )
        if not first:
            raise InvalidClientError("client authentication failed")

    def _is_audience(self, audience: object, client: Client, path: str) -> bool:
        if not _may_name_endpoint(client, path):
            # The issuer as one string: an assertion meant for another server, or for a list of
            # them, could be replayed here (draft-ietf-oauth-rfc7523bis §4).
            return audience == self.issuer
        # RFC 8705 §5: a client that uses an alias names the endpoint by it.
        endpoints = (f"{origin}{each}" for origin in self.origins for each in (_TOKEN_PATH, path))
        ours = {self.issuer, *endpoints}
        named = audience if isinstance(audience, list) else [audience]
        return bool(named) and all(isinstance(each, str) and each in ours for each in named)


def _may_name_endpoint(client: Client, path: str) -> bool:
    """Return whether an assertion of `client` at `path` may name an endpoint, not the issuer.

    CIBA Core §7.1 has every client do so at its endpoint, and such a client's library does the
    same when it fetches the tokens.
    """
    if rules_of(client).endpoint_as_audience or path == _BACKCHANNEL_PATH:
        return True
    return path == _TOKEN_PATH and CIBA in client.grant_types


def _is_current(claims: dict[str, Any], now: int) -> bool:
    expires, issued, begins = (claims.get(name) for name in ("exp", "iat", "nbf"))
    latest = now + _SKEW_SECONDS
    return (
        is_time(expires)
        and now - _SKEW_SECONDS < expires <= latest + _LIFETIME_SECONDS
        and (issued is None or (is_time(issued) and issued <= latest))
        and (begins is None or (is_time(begins) and begins <= latest))
    )
