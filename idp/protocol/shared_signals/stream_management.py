"""Create, read, change and delete a receiver's stream (OpenID SSF 1.0 §8.1.1)."""

from typing import Any

from idp.ids import new_id
from idp.part import Part
from idp.protocol.acting_client import ActingClients
from idp.protocol.shared_signals.push import KIND
from idp.protocol.shared_signals.receivers_stream import (
    ReceiverRequest,
    StreamExistsError,
    find_stream,
    lock_stream,
)
from idp.protocol.shared_signals.scopes import MANAGE, READ
from idp.protocol.shared_signals.stream_request import (
    check_unchanged,
    described,
    read_stream,
)
from idp.signals import Deliveries, Streams
from idp.signals.streams import Status, Stream
from idp.storage import Database, Transaction


class StreamManagement(Part):
    """The configuration endpoint."""

    receivers: ActingClients
    streams: Streams
    deliveries: Deliveries
    database: Database
    issuer: str

    def create(self, request: ReceiverRequest) -> dict[str, Any]:
        """Return the new stream (§8.1.1.1). Raises ProtocolError."""
        client = self.receivers.of(request.incoming, MANAGE)
        content = request.content() if request.body else {}
        blank = Stream(new_id(), client.id)
        check_unchanged(blank, content, self.issuer)
        stream = read_stream(blank, content, self.issuer)
        with self.database.writing() as tx:
            if not self.streams.add(tx, stream):
                raise StreamExistsError("there is a stream already: change or remove it")
        return described(stream, self.issuer)

    def read(self, request: ReceiverRequest) -> dict[str, Any] | list[dict[str, Any]]:
        """Return the stream named, or a list of all (§8.1.1.2). Raises ProtocolError."""
        client = self.receivers.of(request.incoming, MANAGE, READ)
        stream_id = request.stream_id()
        with self.database.reading() as tx:
            if stream_id is not None:
                return described(find_stream(tx, self.streams, client, stream_id), self.issuer)
            stream = self.streams.find(tx, client.id)
        return [] if stream is None else [described(stream, self.issuer)]

    def update(self, request: ReceiverRequest) -> dict[str, Any]:
        """Change the members sent (§8.1.1.3). Raises ProtocolError."""
        client = self.receivers.of(request.incoming, MANAGE)
        content = request.content()
        with self.database.writing() as tx:
            before = lock_stream(tx, self.streams, client, content.get("stream_id"))
            check_unchanged(before, content, self.issuer)
            return self._keep(tx, before, read_stream(before, content, self.issuer))

    def replace(self, request: ReceiverRequest) -> dict[str, Any]:
        """Replace all: a missing member gets its default (§8.1.1.4). Raises ProtocolError."""
        client = self.receivers.of(request.incoming, MANAGE)
        content = request.content()
        with self.database.writing() as tx:
            before = lock_stream(tx, self.streams, client, content.get("stream_id"))
            check_unchanged(before, content, self.issuer)
            anew = Stream(before.id, client.id, status=before.status, reason=before.reason)
            return self._keep(tx, before, read_stream(anew, content, self.issuer))

    def remove(self, request: ReceiverRequest) -> None:
        """Delete the stream and its pending events (§8.1.1.5). Raises ProtocolError."""
        client = self.receivers.of(request.incoming, MANAGE)
        stream_id = request.stream_id()
        with self.database.writing() as tx:
            self.streams.remove(tx, lock_stream(tx, self.streams, client, stream_id))
            self.deliveries.drop(tx, KIND, client.id)

    def _keep(self, tx: Transaction, before: Stream, stream: Stream) -> dict[str, Any]:
        self.streams.change(tx, stream)
        move_events(tx, self.deliveries, before, stream)
        return described(stream, self.issuer)


def move_events(tx: Transaction, deliveries: Deliveries, before: Stream, stream: Stream) -> None:
    """Send, hold or drop pending events, as the changed stream requires."""
    if stream.status is Status.DISABLED:
        deliveries.drop(tx, KIND, stream.client_id)
    elif before.is_held and not stream.is_held:
        deliveries.release(tx, KIND, stream.client_id)
    elif stream.is_held and not before.is_held:
        deliveries.hold(tx, KIND, stream.client_id)
