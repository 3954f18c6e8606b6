"""Pushed requests at the authorization endpoint (RFC 9126 §4, §5, §6)."""

from idp.clients import Client
from idp.clients.profiles import rules_of
from idp.part import Part
from idp.protocol.authorization.request import AuthorizationRequest
from idp.protocol.errors import InvalidRequestError, NotRedirectableError
from idp.protocol.parameters import Parameters
from idp.storage import Database
from idp.tokens.pushed_request import PREFIX, PushedRequests


def check_pushed(client: Client) -> None:
    """Refuse a request that was not pushed where the client must push.

    Raises InvalidRequestError.
    """
    required = client.require_pushed_authorization_requests
    if required or rules_of(client).pushed_request_required:
        raise InvalidRequestError("this client must push its requests (RFC 9126)")


class PushedLookup(Part):
    """Finds the request that a `request_uri` names."""

    requests: PushedRequests
    database: Database

    def find(self, parameters: Parameters, client: Client) -> AuthorizationRequest | None:
        """Return the request; None without a `request_uri`, without a database query.

        Other parameters of the URL are ignored (RFC 9101 §6.3). Raises NotRedirectableError for
        a request that is unknown, spent, too old or another client's: only it held the redirect
        URI.
        """
        request_uri = parameters.get("request_uri")
        if request_uri is None or not request_uri.startswith(PREFIX):
            return None
        found = None
        if "request_uri" not in parameters.repeated and parameters.get("request") is None:
            with self.database.reading() as tx:
                found = self.requests.find(tx, client.id, request_uri)
        if found is None:
            raise NotRedirectableError("PRV-REQUEST-GONE", "errors.request_gone")
        return AuthorizationRequest.from_json(found, pushed=request_uri)
