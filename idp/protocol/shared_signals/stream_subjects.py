"""The subjects of a stream (OpenID SSF 1.0 §8.1.3).

A receiver gets events about everybody whose tokens it holds, unless it removes them. No answer
reveals whether a subject exists.
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
        """Send events about the subject again (§8.1.3.2). Raises ProtocolError."""
        client = self.receivers.of(request.incoming, MANAGE)
        content = request.content()
        named = self.identifiers.read(content.get("subject"), client)
        with self.database.writing() as tx:
            stream = lock_stream(tx, self.streams, client, content.get("stream_id"))
            self.streams.hear(tx, stream, self.identifiers.subject_of(tx, named, client))

    def remove(self, request: ReceiverRequest) -> None:
        """Stop events about the subject (§8.1.3.3). Raises ProtocolError."""
        client = self.receivers.of(request.incoming, MANAGE)
        content = request.content()
        named = self.identifiers.read(content.get("subject"), client)
        with self.database.writing() as tx:
            stream = lock_stream(tx, self.streams, client, content.get("stream_id"))
            subject = self.identifiers.subject_of(tx, named, client)
            if not self.streams.silence(tx, stream, subject):
                raise TooOftenError("too many subjects are removed already")
