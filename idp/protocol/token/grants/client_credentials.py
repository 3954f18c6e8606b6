"""The client credentials grant (RFC 6749 §4.4): the client acts for itself."""

from idp.clients.checks import SCOPES
from idp.protocol.authorization.resource import check_resource
from idp.protocol.errors import InvalidScopeError
from idp.protocol.token.allowed import Allowed
from idp.protocol.token.request import TokenRequest


class ClientCredentialsGrant:
    """Allows a client a token of its own; nothing is stored."""

    name = "client_credentials"

    def redeem(self, request: TokenRequest) -> Allowed:
        """Return a token with the client's own scopes, or those asked for.

        Raises InvalidScopeError, InvalidTargetError.
        """
        client, parameters = request.client, request.parameters
        # OpenID Connect scopes are about a person, and there is none here.
        own = [scope for scope in client.scopes if scope not in SCOPES]
        asked = (parameters.get("scope") or "").split()
        if not set(own).issuperset(asked):
            raise InvalidScopeError("scope is not one of the client's own")
        resource = check_resource(parameters, client.resources)
        return Allowed(scope=tuple(asked or own), resource=resource)
