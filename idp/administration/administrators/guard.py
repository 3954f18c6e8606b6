"""What an administrator does is written only while the session lives in which they do it.

The desk puts this around every action: no action can forget it, nor any room below one.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from idp.administrators import AdministratorSession, AdministratorSessions
from idp.part import Part
from idp.storage import Database, Transaction


class AdministratorGuard(Part):
    """Begins each transaction by holding the session: whoever ends it waits, or came before."""

    database: Database
    sessions: AdministratorSessions

    @contextmanager
    def held(
        self,
        session: AdministratorSession | None,
        *,
        first: Callable[[Transaction], object] | None = None,
    ) -> Iterator[None]:
        """Hold `session` in each transaction that this thread begins to write meanwhile.

        None for a program or the command line, which have none. `first` locks what whoever ends
        sessions locks first. SessionOverError is raised in the transaction, before anything is
        written, when the session ended since it was read.
        """
        if session is None:
            yield
            return

        def hold(tx: Transaction) -> None:
            if first is not None:
                first(tx)
            self.sessions.hold(tx, session)

        with self.database.guarded(hold):
            yield
