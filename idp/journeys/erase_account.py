"""Erases closed accounts: every package erases its own data of them."""

from collections.abc import Callable, Iterable

from idp.accounts import Accounts
from idp.clock import Clock
from idp.ids import AccountId
from idp.retention import CLOSED_ACCOUNT, RetentionSchedule
from idp.storage import Database, Transaction
from idp.tokens.relying_clients import (
    end_last_relying_clients,
    forget_grants,
    keep_last_relying_clients,
    last_clients_of_account,
)

Forget = Callable[[Transaction, AccountId], None]
"""Erases a package's data of an account."""


class EraseAccounts:
    """One account a transaction: all of it goes, or nothing.

    Its audit events stay, under an id that names nobody any more (docs/decisions/0015).
    """

    def __init__(
        self,
        *,
        database: Database,
        accounts: Accounts,
        erasers: Iterable[Forget],
        retention: RetentionSchedule,
        clock: Clock,
    ) -> None:
        self._database = database
        self._accounts = accounts
        self._erasers = (*erasers, forget_grants)
        self._retention = retention
        self._clock = clock

    def erase_due(self, count: int) -> int:
        """Erase at most `count` accounts that are due; return how many were."""
        with self._database.reading() as tx:
            due = self._accounts.to_erase(tx, count)
        return sum(self._erase(account_id) for account_id in due)

    def _erase(self, account_id: AccountId) -> bool:
        with self._database.writing() as tx:
            # Another worker may have erased it, or its owner reopened it.
            if not self._accounts.erase(tx, account_id):
                return False
            keep_last_relying_clients(tx, account_id, last_clients_of_account(tx, account_id))
            for forget in self._erasers:
                forget(tx, account_id)
            end_last_relying_clients(tx, account_id, self._clock.seconds())
            self._retention.note_round(tx, {CLOSED_ACCOUNT.name: 1})
        return True
