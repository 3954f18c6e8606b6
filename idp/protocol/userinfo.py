"""The UserInfo endpoint (OpenID Connect Core §5.3)."""

from typing import Any

from idp.clients import Client, Clients
from idp.clock import Clock
from idp.part import Part
from idp.protocol.errors import InsufficientScopeError, InvalidTokenError
from idp.protocol.incoming import Incoming
from idp.protocol.protected_resource import ProtectedResource
from idp.protocol.userinfo_jwt import SecuredUserinfo
from idp.storage import Database
from idp.tokens.access_token import AccessTokens
from idp.tokens.active_grant import find_granted_claims
from idp.tokens.claims import Claims


class UserinfoEndpoint(Part):
    """Answers with the person's current claims."""

    resource: ProtectedResource
    access_tokens: AccessTokens
    clients: Clients
    claims: Claims
    secured: SecuredUserinfo
    database: Database
    clock: Clock

    def answer(self, incoming: Incoming) -> dict[str, Any]:
        """Return the claims. Raises ProtocolError."""
        return self._read(incoming)[1]

    def answer_as_registered(self, incoming: Incoming) -> dict[str, Any] | str:
        """Return the claims, or a JWT of them where the client registered for one (§5.3.2).

        Raises ProtocolError, TooBusyError.
        """
        client, claims = self._read(incoming)
        secured = self.secured.secure(client, claims)
        return claims if secured is None else secured

    def _read(self, incoming: Incoming) -> tuple[Client, dict[str, Any]]:
        now = self.clock.seconds()
        token = self.resource.token_of(incoming)
        client = self.clients.find(token.client_id)
        if client is None or token.grant_id is None or not self.access_tokens.is_for_us(token):
            raise InvalidTokenError("the access token is not good")
        if "openid" not in token.scope:
            raise InsufficientScopeError("scope openid is needed")
        with self.database.reading() as tx:
            granted = find_granted_claims(tx, token.grant_id, now)
            if granted is None:
                raise InvalidTokenError("the access token is not good")
            claims = self.claims.for_userinfo(tx, client, granted, token.scope)
        return client, {**claims, "sub": token.subject}
