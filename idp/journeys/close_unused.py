"""Closes accounts that nobody uses any more (A-2.1, s. 73)."""

from idp.accounts import Accounts
from idp.accounts.accounts import SYSTEM
from idp.clock import Clock
from idp.consents import Consents
from idp.ids import AccountId
from idp.journeys.close_account import erased_at
from idp.part import Part
from idp.retention import CLOSED_ACCOUNT, UNUSED_ACCOUNT, RetentionSchedule
from idp.storage import Database
from idp.tokens.eviction import Eviction
from idp.tokens.relying_clients import is_unused, keep_last_relying_clients, unused_accounts


class CloseUnused(Part):
    """The owner is notified, and may reopen the account until it is erased."""

    database: Database
    accounts: Accounts
    consents: Consents
    eviction: Eviction
    retention: RetentionSchedule
    clock: Clock

    def close_due(self, count: int) -> int:
        """Close at most `count` accounts unused for the time set; return how many."""
        with self.database.reading() as tx:
            kept = self.retention.seconds(tx)
            before = self.clock.seconds() - kept[UNUSED_ACCOUNT.name]
            unused = unused_accounts(tx, before=before, count=count)
        return sum(
            self._close(each, before=before, kept_seconds=kept[CLOSED_ACCOUNT.name])
            for each in unused
        )

    def _close(self, account_id: AccountId, *, before: int, kept_seconds: int) -> bool:
        now = self.clock.seconds()
        with self.database.writing() as tx:
            account = self.accounts.hold(tx, account_id)
            # Its owner may have signed in meanwhile, or another worker closed it.
            if not is_unused(tx, account_id, before=before):
                return False
            consents = self.consents.of_account(tx, account_id)
            keep_last_relying_clients(tx, account_id, (each.client_id for each in consents))
            erase_at = erased_at(kept_seconds, now)
            self.accounts.close(tx, account_id, erase_at=erase_at, actor=SYSTEM)
            self.eviction.evict(tx, account, recoveries_stay=True)
            self.retention.note_round(tx, {UNUSED_ACCOUNT.name: 1})
        return True
