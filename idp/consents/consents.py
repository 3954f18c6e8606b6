"""Consents: whether one covers a request, and giving one."""

from collections.abc import Iterable

from idp.clock import Clock
from idp.consents import table
from idp.ids import AccountId, ClientId
from idp.storage import Transaction


class Consents:
    """What accounts agreed to give to clients."""

    def __init__(self, *, clock: Clock) -> None:
        self._clock = clock

    def covers(
        self, tx: Transaction, account_id: AccountId, client_id: ClientId, scope: Iterable[str]
    ) -> bool:
        """Tell whether the account agreed to give all of `scope` to the client."""
        return set(scope) <= self._given(tx, account_id, client_id)

    def give(
        self, tx: Transaction, account_id: AccountId, client_id: ClientId, scope: Iterable[str]
    ) -> None:
        """Remember that the account agrees to give `scope`, and what it agreed to before."""
        given = self._given(tx, account_id, client_id) | set(scope)
        tx.run(
            table.GIVE,
            account_id=account_id,
            client_id=client_id,
            scope=" ".join(sorted(given)),
            now=self._clock.seconds(),
        )

    @staticmethod
    def _given(tx: Transaction, account_id: AccountId, client_id: ClientId) -> set[str]:
        row = tx.row(table.FIND, account_id=account_id, client_id=client_id)
        return set() if row is None else set(row[0].split())
