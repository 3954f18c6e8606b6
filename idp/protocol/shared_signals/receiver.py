"""Who may manage a stream (OpenID SSF 1.0 §7.1.1): the client, by an access token of its own.

The scopes are those of the CAEP Interoperability Profile 1.0 §2.7.3.
"""

from idp.clients import Client, Clients
from idp.clock import Clock
from idp.protocol.errors import InsufficientScopeError, InvalidTokenError
from idp.protocol.incoming import Incoming
from idp.protocol.protected_resource import ProtectedResource
from idp.storage import Database
from idp.tokens.access_token import AccessTokens
from idp.tokens.standing import token_stands

MANAGE = "ssf.manage"
READ = "ssf.read"


class Receivers:
    """Reads the receiver from a request."""

    def __init__(
        self,
        *,
        resource: ProtectedResource,
        access_tokens: AccessTokens,
        clients: Clients,
        database: Database,
        clock: Clock,
    ) -> None:
        self._resource = resource
        self._access_tokens = access_tokens
        self._clients = clients
        self._database = database
        self._clock = clock

    def of(self, incoming: Incoming, *scopes: str) -> Client:
        """Return who asks, with one of `scopes`.

        Raises InvalidTokenError, InsufficientScopeError, and what `ProtectedResource` raises.
        """
        token = self._resource.token_of(incoming)
        client = self._clients.find(token.client_id)
        # A token that a person's consent stands behind manages nothing.
        own = token.grant_id is None and token.subject == token.client_id and token.act is None
        if client is None or not own or not self._access_tokens.is_for_us(token):
            raise InvalidTokenError("the access token is not good")
        with self._database.reading() as tx:
            if not token_stands(tx, token, self._clock.seconds()):
                raise InvalidTokenError("the access token is not good")
        if not {*scopes} & {*token.scope} & {*client.scopes}:
            raise InsufficientScopeError(f"scope {' or '.join(scopes)} is needed")
        return client
