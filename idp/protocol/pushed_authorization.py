"""The pushed authorization request endpoint (RFC 9126 §2)."""

from typing import Any

from msgspec import structs

from idp.errors import PersonError
from idp.limits import Limits
from idp.limits.names import REQUEST_PUSHED_NETWORK
from idp.part import Part
from idp.protocol.authorization.endpoint import AuthorizationEndpoint
from idp.protocol.errors import InvalidRequestError, TooManyRequestsError
from idp.protocol.incoming import Incoming
from idp.protocol.parameters import Parameters
from idp.protocol.token.binding.possession import Possession
from idp.protocol.token.client_authentication import ClientAuthentication
from idp.storage import Database
from idp.tokens.pushed_request import PushedRequests


class PushedAuthorizationEndpoint(Part):
    """Checks a request as the authorization endpoint would, and stores it."""

    authentication: ClientAuthentication
    possession: Possession
    endpoint: AuthorizationEndpoint
    requests: PushedRequests
    limits: Limits
    database: Database

    def answer(self, incoming: Incoming, network: str) -> dict[str, Any]:
        """Return `request_uri` and `expires_in` (§2.2). Raises ProtocolError."""
        if incoming.query:
            raise InvalidRequestError("parameters belong in the body")
        parameters = Parameters(incoming.form)
        parameters.check()
        client = self.authentication.authenticate(incoming, parameters)
        if parameters.get("request_uri") is not None:
            # §2.1: `request_uri` must not be pushed.
            raise InvalidRequestError("request_uri cannot be pushed")
        # RFC 9449 §10.1: a DPoP proof may replace `dpop_jkt`; neither is required.
        proven = self.possession.dpop_key(incoming)
        request = self.endpoint.push(parameters, client)
        if proven is not None:
            if request.dpop_jkt not in (None, proven):
                raise InvalidRequestError("dpop_jkt is not the key of the DPoP proof")
            request = structs.replace(request, dpop_jkt=proven)
        try:
            with self.database.writing(shared=True) as tx:
                if client.is_public:
                    # Anybody may push in its name, and each request stores a row for a while.
                    self.limits.charge(tx, REQUEST_PUSHED_NETWORK, network)
                request_uri = self.requests.keep(tx, client.id, request.to_json())
        except PersonError as error:
            raise TooManyRequestsError("too many requests from this network") from error
        return {"request_uri": request_uri, "expires_in": self.requests.seconds}
