"""Request objects by reference (RFC 9101 §5.2, OpenID Connect Core §6.2)."""

from idp.clients import Client
from idp.outbound import Outbound, OutboundError
from idp.part import Part
from idp.protocol.errors import (
    InvalidRequestError,
    InvalidRequestUriError,
    RequestUriNotSupportedError,
)
from idp.protocol.parameters import Parameters

_HEADERS = {"Accept": "application/oauth-authz-req+jwt, application/jwt"}
_OK = 200


class RequestUris(Part):
    """Fetches request objects, only from URIs that their client registered.

    Nothing is cached: a client may change the object at the same URI.
    """

    outbound: Outbound

    def resolve(self, parameters: Parameters, client: Client) -> str | None:
        """Return the request object, sent by value or by reference; None without one.

        Raises InvalidRequestError for both, and RequestUriNotSupportedError or
        InvalidRequestUriError for a reference that cannot be fetched.
        """
        value, reference = parameters.get("request"), parameters.get("request_uri")
        if value is None and reference is None:
            return None
        parameters.check()
        if value is not None and reference is not None:
            raise InvalidRequestError("request and request_uri exclude each other")
        return value if reference is None else self._fetched(reference, client)

    def _fetched(self, reference: str, client: Client) -> str:
        if not client.request_uris:
            raise RequestUriNotSupportedError("the client registered no request_uris")
        # The fragment is a hash by which a client names a version (§6.2): it is not sent.
        uri = reference.partition("#")[0]
        if uri not in {each.partition("#")[0] for each in client.request_uris}:
            raise InvalidRequestUriError("request_uri is not registered")
        try:
            answer = self.outbound.get(uri, _HEADERS)
        except OutboundError as error:
            raise InvalidRequestUriError("request_uri cannot be fetched") from error
        if answer.status != _OK:
            raise InvalidRequestUriError("request_uri is not answered by a request object")
        return answer.body.decode("ascii", "replace").strip()
