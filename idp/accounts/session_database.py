"""The database for acting in a session: a transaction that writes locks the session first."""

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
    """Opens no writing transaction without a session."""

    database: Database
    clock: Clock

    def reading(self) -> AbstractContextManager[Transaction]:
        """Open a transaction that only reads: see `Database.reading`."""
        return self.database.reading()

    @contextmanager
    def acting(
        self, session: Session, *, beside: AccountId | None = None
    ) -> Iterator[ActingTransaction]:
        """Open a transaction that writes for `session`, which cannot end before it does.

        What ends sessions locks the account first, as this does, so that one follows the other.
        `beside` names another account that is written to as well. Raises SessionOverError, with
        nothing written, when the session ended since it was read.
        """
        with self.database.writing() as tx:
            # In one order, so that two transactions on the same pair do not deadlock.
            for each in () if beside is None else sorted((session.account_id, beside)):
                tx.run(table.LOCK_ACCOUNT, id=each)
            held = table.HOLD_SESSION[tx.dialect]
            if tx.row(held, id_hash=session.id_hash, now=self.clock.seconds()) is None:
                raise SessionOverError
            yield ActingTransaction(tx)
