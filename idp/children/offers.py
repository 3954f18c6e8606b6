"""Offers again to confirm a child after it was skipped: once a month, not at every sign-in.

Owns the table `child_offer`. Asked only where a portal lets parents in without the claim.
"""

from idp.children import table
from idp.clock import DAY, Clock
from idp.ids import AccountId
from idp.part import Part
from idp.storage import Transaction


class ChildOffers(Part):
    """Stores which accounts skipped the offer, and until when: for every portal."""

    clock: Clock
    days: int

    def pass_over(self, tx: Transaction, account_id: AccountId) -> None:
        """Skip the offer for a while."""
        again_at = self.clock.seconds() + self.days * DAY
        tx.run(table.PASS_OVER, account_id=account_id, again_at=again_at)

    def is_due(self, tx: Transaction, account_id: AccountId) -> bool:
        """Return whether it is time to offer it, for the first time or again."""
        now = self.clock.seconds()
        return tx.row(table.FIND_PASSED_OVER, account_id=account_id, now=now) is None
