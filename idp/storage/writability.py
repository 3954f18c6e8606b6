"""Whether the database takes writes now: on a full disk, or as a replica, it answers reads."""

import threading
import time

from idp.clock import Clock
from idp.errors import DatabaseUnavailableError
from idp.storage.database import Database
from idp.storage.query import Query
from idp.storage.statement import Statement
from idp.storage.transaction import Transaction

_WRITE = Statement("UPDATE node_readiness SET written_at = :now")
_MAY_TAKE_ROOM = Query(bool, "SELECT has_database_privilege(current_database(), 'TEMPORARY')")
_TAKE_ROOM = Statement(
    """CREATE TEMPORARY TABLE room ON COMMIT DROP
       AS SELECT repeat('-', 1900) FROM generate_series(1, 256)"""
)
"""Half a megabyte: on a full disk PostgreSQL can still change a row within its page."""
_EVERY_SECONDS = 2.0
_PATIENCE_SECONDS = 1.0


class Writability:
    """Writes a row and commits, every two seconds at most.

    Once any statement of this process found the disk of PostgreSQL full, it checks for space as
    well, until there is some.
    """

    def __init__(self, *, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._lock = threading.Lock()
        self._written_at = float("-inf")

    def check(self, *, with_space: bool = False) -> None:
        """Raise DatabaseUnavailableError when the database takes no writes.

        `with_space` checks for space in any case.
        """
        if not self._lock.acquire(timeout=_PATIENCE_SECONDS):
            raise DatabaseUnavailableError("a write that looked for that does not end")
        try:
            if time.monotonic() - self._written_at >= _EVERY_SECONDS:
                with self._database.writing() as tx:
                    tx.run(_WRITE, now=self._clock.seconds())
                    if with_space or self._database.was_full:
                        self._take_space(tx)
                self._database.was_full = False
                self._written_at = time.monotonic()
        finally:
            self._lock.release()

    def _take_space(self, tx: Transaction) -> None:
        # SQLite reports a full disk at any write.
        if self._database.dialect != "postgresql":
            return
        if tx.row(_MAY_TAKE_ROOM):
            tx.run(_TAKE_ROOM)
