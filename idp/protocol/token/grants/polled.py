"""Polling, common to RFC 8628 §3.4 and CIBA Core §10.1, until a person has answered."""

from collections.abc import Mapping
from types import MappingProxyType

from idp.part import Part
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
from idp.tokens.approval_requests import ApprovalKind, ApprovalRequests, Decision
from idp.tokens.authorization_code import CodeBindings
from idp.tokens.claims import Claims

_HASTY = (SlowDownError, "asked too soon: wait five seconds more each time")
_ERRORS: Mapping[Decision, tuple[type[ProtocolError], str]] = MappingProxyType(
    {
        Decision.PENDING: (AuthorizationPendingError, "nobody has answered yet"),
        Decision.HASTY: _HASTY,
        Decision.HASTIEST: _HASTY,
        Decision.REFUSED: (AccessDeniedError, "the person said no"),
        Decision.EXPIRED: (ExpiredTokenError, "nobody answered in time"),
    }
)
_NOT_GOOD = (InvalidGrantError, "the code is not good, or not this client's")


class PolledGrant(Part):
    """Redeems the code that a client polls with, once it is approved."""

    requests: ApprovalRequests
    database: Database
    claims: Claims

    def redeem(self, request: TokenRequest, kind: ApprovalKind, secret: str) -> Allowed:
        """Return the tokens approved, once. Raises ProtocolError."""
        client = request.client
        with self.database.reading() as tx:
            decision = self.requests.poll(tx, kind, secret, client.id)
        if decision is Decision.APPROVED:
            return self._spend(request, secret)
        if decision is Decision.HASTY:
            with self.database.writing() as tx:
                self.requests.slow_down(tx, secret)
        error, description = _ERRORS.get(decision, _NOT_GOOD)
        raise error(description)

    def _spend(self, request: TokenRequest, secret: str) -> Allowed:
        client = request.client
        bindings = CodeBindings(client.id, "", "", request.confirmation.jkt or "")
        with self.database.writing() as tx:
            grant = self.requests.spend(tx, secret, bindings, cnf=request.refresh_binding)
            if grant is None:
                error, description = _NOT_GOOD
                raise error(description)
            # Raising rolls back: the code stays valid for a corrected request.
            grant = narrowed_to_resource(grant, request.parameters)
            claims = self.claims.for_id_token(tx, client, grant)
        return Allowed(
            scope=grant.scope,
            grant=grant,
            claims=claims,
            refreshable="offline_access" in grant.scope,
        )
