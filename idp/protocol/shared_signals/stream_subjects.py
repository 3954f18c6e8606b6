"""Of whom a receiver wants to hear (OpenID SSF 1.0 §8.1.3).

It hears of everybody whose tokens it holds, until it says otherwise. Whether anybody goes by the
subject that it names is told to nobody.
"""

from idp.part import Part
from idp.protocol.acting_client import ActingClients
from idp.protocol.shared_signals.receivers_stream import (
    ReceiverRequest,
    TooOftenError,
    lock_stream,
)
from idp.protocol.shared_signals.scopes import MANAGE
from idp.protocol.shared_signals.subject_identifier import SubjectIdentifiers
from idp.signals import Streams
from idp.storage import Database


class StreamSubjects(Part):
    """The endpoints that add and remove subjects."""

    receivers: ActingClients
    streams: Streams
    identifiers: SubjectIdentifiers
    database: Database

    def add(self, request: ReceiverRequest) -> None:
        """Tell of the subject again (§8.1.3.2). Raises ProtocolError."""
        client = self.receivers.of(request.incoming, MANAGE)
        content = request.content()
        named = self.identifiers.read(content.get("subject"), client)
        with self.database.writing() as tx:
            stream = lock_stream(tx, self.streams, client, content.get("stream_id"))
            self.streams.hear(tx, stream, self.identifiers.subject_of(tx, named, client))

    def remove(self, request: ReceiverRequest) -> None:
        """Tell nothing of the subject any more (§8.1.3.3). Raises ProtocolError."""
        client = self.receivers.of(request.incoming, MANAGE)
        content = request.content()
        named = self.identifiers.read(content.get("subject"), client)
        with self.database.writing() as tx:
            stream = lock_stream(tx, self.streams, client, content.get("stream_id"))
            subject = self.identifiers.subject_of(tx, named, client)
            if not self.streams.silence(tx, stream, subject):
                raise TooOftenError("too many subjects are removed already")
