"""The database of whoever acts for a session: a transaction that writes holds the session first."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from idp.accounts import table
from idp.accounts.model import Session
from idp.clock import Clock
from idp.errors import SessionOverError
from idp.ids import AccountId
from idp.part import Part
from idp.storage import ActingTransaction, Database, Transaction


class SessionDatabase(Part):
    """Opens no transaction that writes without a session: a journey that has this has no other."""

    database: Database
    clock: Clock

    def reading(self) -> AbstractContextManager[Transaction]:
        """Give statements that only read: see `Database.reading`."""
        return self.database.reading()

    @contextmanager
    def acting(
        self, session: Session, *, beside: AccountId | None = None
    ) -> Iterator[ActingTransaction]:
        """Give a transaction that writes for `session`, which lives until the transaction ends.

        Whoever ends sessions locks the account first, as this does: the one comes before or after
        the other, never in between. `beside` names another account that is written to as well.
        Raises SessionOverError when the session ended since it was read; nothing is written then.
        """
        with self.database.writing() as tx:
            # Two that each write to the account of the other lock both in the same order.
            for each in () if beside is None else sorted((session.account_id, beside)):
                tx.run(table.LOCK_ACCOUNT, id=each)
            held = table.HOLD_SESSION[tx.dialect]
            if tx.row(held, id_hash=session.id_hash, now=self.clock.seconds()) is None:
                raise SessionOverError
            yield ActingTransaction(tx)
