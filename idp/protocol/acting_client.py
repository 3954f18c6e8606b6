"""A client that acts for itself, by an access token of its own (RFC 6749 §4.4, RFC 6750 §2)."""

from idp.clients import Client, Clients
from idp.clock import Clock
from idp.part import Part
from idp.protocol.errors import InsufficientScopeError, InvalidTokenError
from idp.protocol.incoming import Incoming
from idp.protocol.protected_resource import ProtectedResource
from idp.storage import Database
from idp.tokens.access_token import AccessTokens
from idp.tokens.active_grant import token_stands


class ActingClients(Part):
    """Finds which client sent a request, and checks its scopes."""

    resource: ProtectedResource
    access_tokens: AccessTokens
    clients: Clients
    database: Database
    clock: Clock

    def of(self, incoming: Incoming, *scopes: str) -> Client:
        """Return the client that sent the request; its token must have one of `scopes`.

        Raises InvalidTokenError, InsufficientScopeError, and what `ProtectedResource` raises.
        """
        client, held = self.scopes_of(incoming)
        if not {*scopes} & held:
            raise InsufficientScopeError(f"scope {' or '.join(scopes)} is needed")
        return client

    def scopes_of(self, incoming: Incoming) -> tuple[Client, frozenset[str]]:
        """Return the client, and the scopes of its token that it is still registered for.

        Raises InvalidTokenError, and what `ProtectedResource` raises.
        """
        token = self.resource.token_of(incoming)
        client = self.clients.find(token.client_id)
        # A token issued for a person or by token exchange is refused.
        own = token.grant_id is None and token.subject == token.client_id and token.act is None
        if client is None or not own or not self.access_tokens.is_for_us(token):
            raise InvalidTokenError("the access token is not good")
        with self.database.reading() as tx:
            if not token_stands(tx, token, self.clock.seconds()):
                raise InvalidTokenError("the access token is not good")
        return client, frozenset({*token.scope} & {*client.scopes})
