"""What ends by the calendar: access with an end, a year of a letter. Told like an import's loss.

A mark says up to when ends were told. It moves in the transaction that tells, by one conditional
UPDATE: each end is told once, by whichever worker comes first, however long none was there.
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
    """Who lost the claim between `since` and `now`, in seconds, because its time was over."""

    since: int
    now: int
    accounts: Sequence[AccountId]


class ClaimEndings(Part):
    """Looks for endings, and lets portals hear of them."""

    clock: Clock
    signals: Signals

    def found(self, tx: Transaction) -> Endings | None:
        """Return what ended since ends were told last; None when nothing did."""
        span = {"since": tx.row(table.TOLD_UP_TO) or 0, "now": self.clock.seconds()}
        if tx.row(table.ANY_ENDED, **span) is None:
            return None
        return Endings(**span, accounts=tx.rows(table.LIST_ENDED, **span))

    def notify(self, tx: Transaction, endings: Endings) -> int:
        """Let portals hear of them, unless somebody else did since; return of how many accounts."""
        if tx.run(table.TELL_UP_TO, since=endings.since, now=endings.now) != 1:
            return 0
        for account_id in endings.accounts:
            self.signals.record(tx, SignalKind.SCHOOL_CLAIM_LOST, account_id)
        return len(endings.accounts)

    def notify_up_to_now(self, tx: Transaction) -> None:
        """Tell what is left to tell, right before another import comes into force.

        What ended in the import that is replaced is not looked for in it any more, and what had
        ended before in the one that comes never began.
        """
        nothing = Endings(tx.row(table.TOLD_UP_TO) or 0, self.clock.seconds(), ())
        self.notify(tx, self.found(tx) or nothing)
