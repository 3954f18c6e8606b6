"""Of whom a receiver wants to hear (OpenID SSF 1.0 §8.1.3; RFC 9493 §3.2.3 `iss_sub`).

It hears of everybody whose tokens it holds, until it says otherwise. Whether anybody goes by the
subject that it names is told to nobody.
"""

from collections.abc import Mapping

from idp.part import Part
from idp.protocol.acting_client import ActingClients
from idp.protocol.errors import InvalidRequestError
from idp.protocol.shared_signals.receivers_stream import (
    ReceiverRequest,
    TooOftenError,
    lock_stream,
)
from idp.protocol.shared_signals.scopes import MANAGE
from idp.signals import Streams
from idp.storage import Database

_LONGEST_SUBJECT = 255


class StreamSubjects(Part):
    """The endpoints that add and remove subjects."""

    receivers: ActingClients
    streams: Streams
    database: Database
    issuer: str

    def add(self, request: ReceiverRequest) -> None:
        """Tell of the subject again (§8.1.3.2). Raises ProtocolError."""
        client = self.receivers.of(request.incoming, MANAGE)
        content = request.content()
        subject = self._subject(content.get("subject"))
        with self.database.writing() as tx:
            stream = lock_stream(tx, self.streams, client, content.get("stream_id"))
            self.streams.hear(tx, stream, subject)

    def remove(self, request: ReceiverRequest) -> None:
        """Tell nothing of the subject any more (§8.1.3.3). Raises ProtocolError."""
        client = self.receivers.of(request.incoming, MANAGE)
        content = request.content()
        subject = self._subject(content.get("subject"))
        with self.database.writing() as tx:
            stream = lock_stream(tx, self.streams, client, content.get("stream_id"))
            if not self.streams.silence(tx, stream, subject):
                raise TooOftenError("too many subjects are removed already")

    def _subject(self, subject: object) -> str:
        if isinstance(subject, Mapping) and subject.get("format") == "complex":
            subject = subject.get("user")
        if not isinstance(subject, Mapping) or subject.get("format") != "iss_sub":
            raise InvalidRequestError("subject.format must be iss_sub")
        name = subject.get("sub")
        if subject.get("iss") != self.issuer or not isinstance(name, str):
            raise InvalidRequestError("subject: iss must be this issuer, and sub a text")
        if not 0 < len(name) <= _LONGEST_SUBJECT or not name.isascii():
            raise InvalidRequestError("subject.sub is no subject of this issuer")
        return name
