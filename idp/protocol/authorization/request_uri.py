"""Request objects by reference (RFC 9101 §5.2, OpenID Connect Core §6.2)."""

from typing import Protocol

from idp.clients import Client
from idp.protocol.errors import (
    InvalidRequestError,
    InvalidRequestUriError,
    RequestUriNotSupportedError,
)
from idp.protocol.parameters import Parameters


class Fetch(Protocol):
    """Brings what stands at an address of somebody else's."""

    def __call__(self, uri: str) -> str:
        """Return the text at `uri`, within bounds of size and time. Raises LookupError."""
        ...


class RequestUris:
    """Fetches request objects, from addresses that their client registered and no other."""

    def __init__(self, *, fetch: Fetch | None) -> None:
        self._fetch = fetch

    def resolve(self, parameters: Parameters, client: Client) -> str | None:
        """Return the request object, given by value or by reference; None without one.

        Raises InvalidRequestError for both, and RequestUriNotSupportedError or
        InvalidRequestUriError for a reference that leads nowhere.
        """
        value, reference = parameters.get("request"), parameters.get("request_uri")
        if value is None and reference is None:
            return None
        parameters.check()
        if value is not None and reference is not None:
            raise InvalidRequestError("request and request_uri exclude each other")
        if reference is None:
            return value
        if self._fetch is None or not client.request_uris:
            raise RequestUriNotSupportedError("the client registered no request_uris")
        # The fragment is a hash by which a client names a version (§6.2): never asked for.
        uri = reference.partition("#")[0]
        if uri not in {each.partition("#")[0] for each in client.request_uris}:
            raise InvalidRequestUriError("request_uri is not registered")
        try:
            return self._fetch(uri)
        except LookupError as error:
            raise InvalidRequestUriError("request_uri cannot be fetched") from error
