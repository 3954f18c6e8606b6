"""The status of a stream (OpenID Shared Signals Framework 1.0 §8.1.2)."""

from typing import Any

from msgspec.structs import replace

from idp.part import Part
from idp.protocol.acting_client import ActingClients
from idp.protocol.errors import InvalidRequestError
from idp.protocol.shared_signals.receivers_stream import (
    ReceiverRequest,
    find_stream,
    lock_stream,
    text_of,
)
from idp.protocol.shared_signals.scopes import MANAGE, READ
from idp.protocol.shared_signals.stream_management import move_events
from idp.signals import Deliveries, Streams
from idp.signals.streams import Status, Stream
from idp.storage import Database

_STATUSES = frozenset(Status)
_LONGEST_REASON = 500


class StreamStatus(Part):
    """The status endpoint."""

    receivers: ActingClients
    streams: Streams
    deliveries: Deliveries
    database: Database

    def read(self, request: ReceiverRequest) -> dict[str, Any]:
        """Return the status (§8.1.2.1). Raises ProtocolError."""
        client = self.receivers.of(request.incoming, MANAGE, READ)
        with self.database.reading() as tx:
            return _status(find_stream(tx, self.streams, client, request.stream_id()))

    def update(self, request: ReceiverRequest) -> dict[str, Any]:
        """Change it (§8.1.2.2): `paused` holds events, `disabled` drops them.

        Raises ProtocolError.
        """
        client = self.receivers.of(request.incoming, MANAGE)
        content = request.content()
        status = content.get("status")
        if not isinstance(status, str) or status not in _STATUSES:
            raise InvalidRequestError(f"status is one of {', '.join(Status)}")
        reason = text_of(content, "reason", _LONGEST_REASON)
        with self.database.writing() as tx:
            before = lock_stream(tx, self.streams, client, content.get("stream_id"))
            stream = replace(before, status=Status(status), reason=reason)
            self.streams.change(tx, stream)
            move_events(tx, self.deliveries, before, stream)
        return _status(stream)


def _status(stream: Stream) -> dict[str, Any]:
    content: dict[str, Any] = {"stream_id": stream.id, "status": str(stream.status)}
    return {**content, "reason": stream.reason} if stream.reason else content
