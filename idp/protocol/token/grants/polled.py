"""What RFC 8628 §3.4 and CIBA Core §10.1 share: a client asks until a person has answered."""

from collections.abc import Mapping
from types import MappingProxyType

from idp.protocol.errors import (
    AccessDeniedError,
    AuthorizationPendingError,
    ExpiredTokenError,
    InvalidGrantError,
    ProtocolError,
    SlowDownError,
)
from idp.protocol.token.allowed import Allowed
from idp.protocol.token.request import TokenRequest
from idp.protocol.token.resource import narrowed_to_resource
from idp.storage import Database
from idp.tokens.approval_requests import ApprovalRequests, Decision, Kind
from idp.tokens.authorization_code import CodeBindings
from idp.tokens.claims import Claims

_ERRORS: Mapping[Decision, tuple[type[ProtocolError], str]] = MappingProxyType(
    {
        Decision.PENDING: (AuthorizationPendingError, "nobody has answered yet"),
        Decision.HASTY: (SlowDownError, "asked too soon: wait five seconds more each time"),
        Decision.REFUSED: (AccessDeniedError, "the person said no"),
        Decision.EXPIRED: (ExpiredTokenError, "nobody answered in time"),
    }
)
_NOT_GOOD = (InvalidGrantError, "the code is not good, or not this client's")


class PolledGrant:
    """Spends what a client polls with, once it is approved."""

    def __init__(self, *, requests: ApprovalRequests, database: Database, claims: Claims) -> None:
        self._requests = requests
        self._database = database
        self._claims = claims

    def redeem(self, request: TokenRequest, kind: Kind, secret: str) -> Allowed:
        """Return what was approved, once. Raises ProtocolError."""
        client = request.client
        bindings = CodeBindings(client.id, "", "", request.confirmation.jkt or "")
        with self._database.writing() as transaction:
            found = self._requests.redeem(
                transaction, kind, secret, bindings, cnf=request.refresh_binding
            )
            if not isinstance(found, Decision):
                # Raising undoes the spending: the code is still good for a better request.
                found = narrowed_to_resource(found, request.parameters)
                claims = self._claims.for_id_token(transaction, client, found)
                return Allowed(
                    scope=found.scope,
                    grant=found,
                    claims=claims,
                    refreshable="offline_access" in found.scope,
                )
        # Raised only after the commit: a poll that came too soon must leave its trace.
        error, description = _ERRORS.get(found, _NOT_GOOD)
        raise error(description)
