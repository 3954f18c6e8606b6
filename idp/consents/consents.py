"""Consents: whether one covers a request, and giving one."""

from collections.abc import Iterable

from idp.clock import Clock
from idp.consents import table
from idp.consents.model import Consent
from idp.ids import AccountId, ClientId
from idp.part import Part
from idp.storage import ActingTransaction, Transaction, words


class Consents(Part):
    """The consents of accounts to clients."""

    clock: Clock

    def covers(
        self, tx: Transaction, account_id: AccountId, client_id: ClientId, scope: Iterable[str]
    ) -> bool:
        """Return whether the account consented to all of `scope` for the client."""
        return set(scope) <= self._given(tx, account_id, client_id)

    def give(
        self,
        tx: ActingTransaction,
        account_id: AccountId,
        client_id: ClientId,
        scope: Iterable[str],
    ) -> None:
        """Store the account's consent to `scope`, added to earlier consent."""
        given = self._given(tx, account_id, client_id) | set(scope)
        tx.run(
            table.GIVE,
            account_id=account_id,
            client_id=client_id,
            scope=" ".join(sorted(given)),
            now=self.clock.seconds(),
        )

    def of_account(self, tx: Transaction, account_id: AccountId) -> tuple[Consent, ...]:
        """Return all consents of the account, in no order."""
        return tuple(tx.rows(table.OF_ACCOUNT, account_id=account_id))

    def withdraw(self, tx: Transaction, account_id: AccountId, client_id: ClientId) -> bool:
        """Delete the account's consent to the client; return whether there was one."""
        return tx.run(table.WITHDRAW, account_id=account_id, client_id=client_id) == 1

    def withdraw_since(self, tx: Transaction, account_id: AccountId, since: int) -> None:
        """Delete the consents given after `since`: those portals ask again."""
        tx.run(table.WITHDRAW_SINCE, account_id=account_id, since=since)

    def move(self, tx: ActingTransaction, lost_id: AccountId, account_id: AccountId) -> None:
        """Add the consents of `lost_id` to the account's: both are one person's."""
        for each in self.of_account(tx, lost_id):
            self.give(tx, account_id, each.client_id, each.scope)
        tx.run(table.WITHDRAW_ALL, account_id=lost_id)

    def forget(self, tx: Transaction, account_id: AccountId) -> None:
        """Erase the consents of an account that is erased."""
        tx.run(table.WITHDRAW_ALL, account_id=account_id)

    @staticmethod
    def _given(tx: Transaction, account_id: AccountId, client_id: ClientId) -> set[str]:
        scope = tx.row(table.FIND, account_id=account_id, client_id=client_id)
        return set(words(scope))
