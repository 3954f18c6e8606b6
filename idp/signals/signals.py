"""Records signals, and takes them to be delivered."""

from collections.abc import Iterator
from contextlib import contextmanager

from msgspec import Struct

from idp.clock import Clock
from idp.ids import AccountId, Sid, new_id
from idp.part import Part
from idp.signals import table
from idp.signals.model import Signal, SignalKind
from idp.storage import Transaction

_TAKEN_AT_ONCE = 200


class Batch(Struct, frozen=True):
    """Signals under `id` in the table, to be joined with the grants of portals."""

    id: str
    signals: tuple[Signal, ...]


class Signals(Part):
    """The signals of accounts."""

    clock: Clock

    def record(
        self, tx: Transaction, kind: SignalKind, account_id: AccountId, sid: Sid | None = None
    ) -> None:
        """Record that `kind` happened now; in the transaction in which it does."""
        now = self.clock.seconds()
        tx.run(table.RECORD, kind=kind.value, account_id=account_id, sid=sid or "", now=now)

    def is_any(self, tx: Transaction) -> bool:
        """Return whether there is a signal; costs one index entry."""
        return tx.row(table.ANY_SIGNAL) is not None

    @contextmanager
    def taken(self, tx: Transaction) -> Iterator[Batch]:
        """Take the oldest signals, for this transaction alone; they are gone when it commits."""
        batch = new_id()
        signals = tx.rows(table.TAKE, batch=batch, count=_TAKEN_AT_ONCE)
        yield Batch(batch, tuple(sorted(signals, key=lambda signal: signal.id)))
        tx.run(table.FORGET, batch=batch)
