"""Finding the stream that a receiver means (OpenID Shared Signals Framework 1.0 §8.1)."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from idp.clients import Client
from idp.protocol.errors import InvalidRequestError, ProtocolError
from idp.protocol.incoming import Incoming
from idp.protocol.parameters import Parameters
from idp.signals.streams import Stream, Streams
from idp.storage import Transaction
from idp.untrusted import read_object


class NoStreamError(ProtocolError):
    """The receiver has no stream of that id (§8.1.1.2)."""

    code = "not_found"
    status = 404


class StreamExistsError(ProtocolError):
    """The receiver has its stream already (§8.1.1.1)."""

    code = "conflict"
    status = 409


class TooOftenError(ProtocolError):
    """The receiver asked too often (§8.1.4.2)."""

    code = "too_many_requests"
    status = 429


class ReceiverRequest(Struct, frozen=True):
    """A receiver's HTTP request; `body` is read when it is needed."""

    incoming: Incoming
    body: bytes = b""

    def content(self) -> dict[str, Any]:
        """Return the JSON object of the body. Raises InvalidRequestError."""
        try:
            return read_object(self.body)
        except ValueError as error:
            raise InvalidRequestError(str(error)) from error

    def stream_id(self) -> str | None:
        """Return the stream that the query names, if any. Raises InvalidRequestError."""
        parameters = Parameters(self.incoming.query)
        parameters.check()
        return parameters.get("stream_id")


def find_stream(tx: Transaction, streams: Streams, client: Client, stream_id: object) -> Stream:
    """Return the client's stream `stream_id`. Raises InvalidRequestError, NoStreamError."""
    return _named(streams.find(tx, client.id), stream_id)


def lock_stream(tx: Transaction, streams: Streams, client: Client, stream_id: object) -> Stream:
    """Return it, locked in this transaction. Raises InvalidRequestError, NoStreamError."""
    return _named(streams.lock(tx, client.id), stream_id)


def _named(stream: Stream | None, stream_id: object) -> Stream:
    if not isinstance(stream_id, str):
        raise InvalidRequestError("stream_id is needed")
    if stream is None or stream.id != stream_id:
        raise NoStreamError("there is no such stream")
    return stream


def text_of(content: Mapping[str, Any], name: str, longest: int) -> str:
    """Return a text member, empty when it is absent. Raises InvalidRequestError."""
    value = content.get(name, "")
    if not isinstance(value, str) or len(value) > longest:
        raise InvalidRequestError(f"{name} is a text of at most {longest} characters")
    return value
