"""Notifies portals of claims that end by date: access with an end, the year of a letter.

A mark says up to when it was done. It moves in the transaction that notifies, by one conditional
UPDATE: each end is notified once, by any worker, however long none ran.
"""

from collections.abc import Sequence

from msgspec import Struct

from idp.children import table
from idp.clock import Clock
from idp.ids import AccountId
from idp.part import Part
from idp.signals import SignalKind, Signals
from idp.storage import Transaction


class Endings(Struct, frozen=True):
    """The accounts whose claim ended by date between `since` and `now`, in seconds."""

    since: int
    now: int
    accounts: Sequence[AccountId]


class ClaimEndings(Part):
    """Finds such endings, and notifies portals."""

    clock: Clock
    signals: Signals

    def found(self, tx: Transaction) -> Endings | None:
        """Return the endings since the mark, or None."""
        span = {"since": tx.row(table.TOLD_UP_TO) or 0, "now": self.clock.seconds()}
        if tx.row(table.ANY_ENDED, **span) is None:
            return None
        return Endings(**span, accounts=tx.rows(table.LIST_ENDED, **span))

    def notify(self, tx: Transaction, endings: Endings) -> int:
        """Notify portals, unless another worker did since; return of how many accounts."""
        if tx.run(table.TELL_UP_TO, since=endings.since, now=endings.now) != 1:
            return 0
        for account_id in endings.accounts:
            self.signals.record(tx, SignalKind.SCHOOL_CLAIM_LOST, account_id)
        return len(endings.accounts)

    def notify_up_to_now(self, tx: Transaction) -> None:
        """Notify portals of what is left, right before another import comes into force.

        Ends in the replaced import are not found afterwards, and earlier ones in the new import
        never began.
        """
        nothing = Endings(tx.row(table.TOLD_UP_TO) or 0, self.clock.seconds(), ())
        self.notify(tx, self.found(tx) or nothing)
