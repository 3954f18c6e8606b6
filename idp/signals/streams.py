"""Event streams of portals: how each gets events, and of which subjects it does not.

Owns `signal_stream` and `signal_stream_silence`.
"""

import json
from enum import StrEnum

from idp.clock import Clock
from idp.discreet import Discreet, Hidden
from idp.ids import ClientId
from idp.keys.vault import Vault
from idp.part import Part
from idp.signals import table
from idp.signals.records import StreamRow
from idp.storage import Transaction

_AUTHORIZATION = "signal_stream.authorization"
_MOST_SILENCES = 100_000


class Method(StrEnum):
    """How events get to the portal."""

    PUSH = "push"
    POLL = "poll"


class Status(StrEnum):
    """Whether they are delivered."""

    ENABLED = "enabled"
    PAUSED = "paused"
    """Events are held."""
    DISABLED = "disabled"
    """Events are lost."""


class Stream(Discreet, frozen=True):
    """What one portal asked for. `events_requested` is None for every kind."""

    id: str
    client_id: ClientId
    method: Method = Method.POLL
    endpoint_uri: str = ""
    authorization: Hidden[str | None] = None
    events_requested: tuple[str, ...] | None = None
    description: str = ""
    status: Status = Status.ENABLED
    reason: str = ""

    @property
    def is_held(self) -> bool:
        """Whether its events wait until it asks for them."""
        return self.method is Method.POLL or self.status is Status.PAUSED


class Streams(Part):
    """The streams, at most one a portal."""

    vault: Vault
    clock: Clock

    def add(self, tx: Transaction, stream: Stream) -> bool:
        """Add it; return False when the portal has one already."""
        return tx.run(table.ADD_STREAM, **self._values(stream)) == 1

    def find(self, tx: Transaction, client_id: ClientId) -> Stream | None:
        """Return the portal's."""
        row = tx.row(table.FIND_STREAM, client_id=client_id)
        return None if row is None else self._stream(row)

    def lock(self, tx: Transaction, client_id: ClientId) -> Stream | None:
        """Return the portal's, locked until this transaction ends."""
        row = tx.row(table.LOCK_STREAM, client_id=client_id)
        return None if row is None else self._stream(row)

    def lock_alive(self, tx: Transaction) -> dict[ClientId, Stream]:
        """Return those whose events are not lost, locked until this transaction ends."""
        streams = [self._stream(row) for row in tx.rows(table.LOCK_STREAMS)]
        return {stream.client_id: stream for stream in streams}

    def change(self, tx: Transaction, stream: Stream) -> bool:
        """Replace the stream by `stream`; return False when it is gone."""
        return tx.run(table.CHANGE_STREAM, **self._values(stream)) == 1

    def remove(self, tx: Transaction, stream: Stream) -> bool:
        """Delete it, and its silenced subjects; return False when it is gone."""
        tx.run(table.HEAR_ALL, client_id=stream.client_id)
        return tx.run(table.REMOVE_STREAM, client_id=stream.client_id, id=stream.id) == 1

    def may_verify(self, tx: Transaction, stream: Stream, interval_seconds: int) -> bool:
        """Count a verification; return False when the last one is not `interval_seconds` ago."""
        now = self.clock.seconds()
        before = now - interval_seconds
        where = {"client_id": stream.client_id, "id": stream.id}
        return tx.run(table.VERIFY_STREAM, **where, now=now, before=before) == 1

    def silence(self, tx: Transaction, stream: Stream, subject: str) -> bool:
        """Silence `subject`; return False when there are too many such."""
        values = {"client_id": stream.client_id, "subject": subject}
        done = tx.run(table.SILENCE, **values, now=self.clock.seconds(), most=_MOST_SILENCES)
        return done == 1 or self.is_silenced(tx, stream, subject)

    def hear(self, tx: Transaction, stream: Stream, subject: str) -> None:
        """End the silence of `subject`."""
        tx.run(table.HEAR, client_id=stream.client_id, subject=subject)

    def is_silenced(self, tx: Transaction, stream: Stream, subject: str) -> bool:
        """Return whether `subject` is silenced."""
        values = {"client_id": stream.client_id, "subject": subject}
        return tx.row(table.FIND_SILENCE, **values) is not None

    def _values(self, stream: Stream) -> dict[str, object]:
        authorization = stream.authorization
        sealed = None if authorization is None else self.vault.seal(authorization, _AUTHORIZATION)
        return {
            "client_id": stream.client_id,
            "id": stream.id,
            "method": stream.method.value,
            "endpoint_uri": stream.endpoint_uri,
            "authorization_sealed": sealed,
            "events_requested": json.dumps(stream.events_requested),
            "description": stream.description,
            "status": stream.status.value,
            "reason": stream.reason,
        }

    def _stream(self, row: StreamRow) -> Stream:
        requested, sealed = json.loads(row.events_requested), row.authorization_sealed
        return Stream(
            id=row.id,
            client_id=row.client_id,
            method=Method(row.method),
            endpoint_uri=row.endpoint_uri,
            authorization=None if sealed is None else self.vault.open(sealed, _AUTHORIZATION),
            events_requested=None if requested is None else tuple(requested),
            description=row.description,
            status=Status(row.status),
            reason=row.reason,
        )
