"""Writing what an administrator does only while their session is live.

`Actions` puts this around every action: neither an action nor what it calls can forget it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from idp.administrators import AdministratorSession, AdministratorSessions
from idp.part import Part
from idp.storage import Database, Transaction


class AdministratorGuard(Part):
    """Locks the session at the start of each transaction: ending it happens before or after."""

    database: Database
    sessions: AdministratorSessions

    @contextmanager
    def held(
        self,
        session: AdministratorSession,
        *,
        first: Callable[[Transaction], object] | None = None,
    ) -> Iterator[None]:
        """Lock `session` in each writing transaction that this thread begins meanwhile.

        `first` locks what ending sessions locks first. SessionOverError is raised in the
        transaction, before anything is written, when the session ended since it was read.
        """

        def hold(tx: Transaction) -> None:
            if first is not None:
                first(tx)
            self.sessions.hold(tx, session)

        with self.database.guarded(hold):
            yield
