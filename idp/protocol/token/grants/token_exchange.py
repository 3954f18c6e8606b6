"""The token exchange grant (RFC 8693): a narrower token for another audience, no longer valid.

It depends on the grant of the token exchanged: revoking that grant ends both.
"""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct, structs

from idp.clients import Client, Clients
from idp.clients.checks import TOKEN_EXCHANGE
from idp.clock import Clock
from idp.part import Part
from idp.protocol.errors import (
    InvalidRequestError,
    InvalidScopeError,
    InvalidTargetError,
    UnauthorizedClientError,
)
from idp.protocol.parameters import Parameters
from idp.protocol.token.allowed import Allowed
from idp.protocol.token.request import TokenRequest
from idp.storage import Database, Transaction
from idp.tokens.access_token import AccessToken, AccessTokens
from idp.tokens.active_grant import find_active_grant, find_active_grant_of_session, token_stands
from idp.tokens.confirmation import Confirmation
from idp.tokens.grant import Grant
from idp.tokens.id_token import IdTokens
from idp.tokens.jose import ForeignTokenError

ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token"  # noqa: S105 - the name of a type
ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token"  # noqa: S105 - the name of a type
_NOT_GOOD = "a token is not good, or not one that this client may exchange"
_OF_THE_PORTAL = {"openid", "offline_access"}
"""Scopes that open what is here, and nothing elsewhere."""
_MOST_ACTORS = 5


class _Subject(Struct, frozen=True):
    """The subject of the new token, and its limits."""

    grant: Grant
    scope: tuple[str, ...]
    expires_at: int
    act: Mapping[str, Any] | None


class TokenExchangeGrant(Part):
    """Exchanges our tokens, as both clients' registrations allow."""

    name = TOKEN_EXCHANGE

    access_tokens: AccessTokens
    id_tokens: IdTokens
    clients: Clients
    database: Database
    clock: Clock

    def redeem(self, request: TokenRequest) -> Allowed:
        """Return the token allowed. Raises ProtocolError (§2.2.2)."""
        client, parameters = request.client, request.parameters
        if parameters.get("requested_token_type") not in (None, ACCESS_TOKEN):
            raise InvalidRequestError("requested_token_type must be an access token")
        audience = _audience(parameters, client)
        now = self.clock.seconds()
        with self.database.reading() as tx:
            subject = self._subject(tx, request, now)
            act = self._act(tx, request, subject, now)
        if self.clients.find(subject.grant.client_id) is None:
            # A disabled client's tokens cannot be exchanged by another.
            raise InvalidRequestError(_NOT_GOOD)
        scope = _scope(parameters, client, subject.scope)
        return Allowed(
            scope=scope,
            grant=structs.replace(
                subject.grant,
                client_id=client.id,
                scope=scope,
                claims=None,
                resource=audience,
                authorization_details=None,
            ),
            seconds=subject.expires_at - now,
            act=act,
            issued_token_type=ACCESS_TOKEN,
        )

    def _subject(self, tx: Transaction, request: TokenRequest, now: int) -> _Subject:
        parameters, client = request.parameters, request.client
        token = parameters.require("subject_token")
        token_type = parameters.require("subject_token_type")
        if token_type == ACCESS_TOKEN:
            return self._of_access_token(tx, request, token, now)
        if token_type == ID_TOKEN and client.token_exchange_id_tokens:
            return self._of_id_token(tx, client, token, now)
        raise InvalidRequestError("subject_token_type is not one that this client may exchange")

    def _of_access_token(
        self, tx: Transaction, request: TokenRequest, token: str, now: int
    ) -> _Subject:
        read = self._read(tx, token, request.confirmation, now)
        _check_whose(read.client_id, request.client)
        grant = find_active_grant(tx, read.grant_id, now) if read.grant_id else None
        if grant is None:
            raise InvalidRequestError(_NOT_GOOD)
        return _Subject(grant, read.scope, read.expires_at, read.act)

    def _of_id_token(self, tx: Transaction, client: Client, token: str, now: int) -> _Subject:
        try:
            claims = self.id_tokens.read_hint(token)
        except ForeignTokenError as error:
            raise InvalidRequestError(_NOT_GOOD) from error
        _check_whose(claims["aud"], client)
        if claims["exp"] <= now:
            raise InvalidRequestError(_NOT_GOOD)
        # An ID token names no grant: the one it was issued with must still be active.
        grant = find_active_grant_of_session(tx, claims["sid"], claims["aud"], now)
        if grant is None:
            raise InvalidRequestError(_NOT_GOOD)
        return _Subject(grant, grant.scope, claims["exp"], None)

    def _act(
        self, tx: Transaction, request: TokenRequest, subject: _Subject, now: int
    ) -> Mapping[str, Any] | None:
        """Return the claim `act` (§4.1): without an actor, that of the token exchanged."""
        parameters = request.parameters
        token = parameters.get("actor_token")
        if (token is None) is not (parameters.get("actor_token_type") is None):
            raise InvalidRequestError("actor_token and actor_token_type need each other")
        if token is None:
            return subject.act
        if parameters.get("actor_token_type") != ACCESS_TOKEN:
            raise InvalidRequestError("actor_token_type must be an access token")
        read = self._read(tx, token, request.confirmation, now)
        if read.client_id != request.client.id or _depth(subject.act) >= _MOST_ACTORS:
            raise InvalidRequestError(_NOT_GOOD)
        named: dict[str, Any] = {"sub": read.subject}
        return named if subject.act is None else {**named, "act": subject.act}

    def _read(self, tx: Transaction, token: str, proven: Confirmation, now: int) -> AccessToken:
        try:
            read = self.access_tokens.read(token, now)
        except ForeignTokenError as error:
            raise InvalidRequestError(_NOT_GOOD) from error
        # A bound token is useless without its key (RFC 8705, RFC 9449).
        bound = read.confirmation
        if bound.jkt not in (None, proven.jkt) or bound.x5t not in (None, proven.x5t):
            raise InvalidRequestError(_NOT_GOOD)
        if not token_stands(tx, read, now):
            raise InvalidRequestError(_NOT_GOOD)
        return read


def _check_whose(owner: str, client: Client) -> None:
    if owner not in (client.id, *client.token_exchange_clients):
        raise UnauthorizedClientError(_NOT_GOOD)


def _audience(parameters: Parameters, client: Client) -> tuple[str, ...]:
    """Return the audience: `resource` and `audience` are one list here (§2.1)."""
    asked = (*parameters.get_all("resource"), *parameters.get_all("audience"))
    if not asked:
        raise InvalidRequestError("audience or resource is missing")
    if not set(asked) <= set(client.token_exchange_audiences):
        raise InvalidTargetError("this client may not exchange tokens for that audience")
    return tuple(dict.fromkeys(asked))


def _scope(parameters: Parameters, client: Client, granted: tuple[str, ...]) -> tuple[str, ...]:
    reachable = {*granted} & {*client.scopes} - _OF_THE_PORTAL
    asked = (parameters.get("scope") or "").split()
    if not set(asked) <= reachable:
        raise InvalidScopeError("scope is more than the token, or this client, may have")
    return tuple(dict.fromkeys(asked)) or tuple(each for each in granted if each in reachable)


def _depth(act: Mapping[str, Any] | None) -> int:
    depth = 0
    while act is not None:
        depth, act = depth + 1, act.get("act")
    return depth
