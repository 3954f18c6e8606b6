"""Whether the database takes writes now: a full disk and a replica answer every read."""

import threading
import time

from idp.clock import Clock
from idp.errors import DatabaseUnavailableError
from idp.storage.database import Database
from idp.storage.statement import Statement

_WRITE = Statement("UPDATE node_readiness SET written_at = :now")
_EVERY_SECONDS = 2.0
_PATIENCE_SECONDS = 1.0


class Writability:
    """Writes a row and commits, every two seconds at most however often it is asked."""

    def __init__(self, *, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._lock = threading.Lock()
        self._written_at = float("-inf")

    def check(self) -> None:
        """Raise DatabaseUnavailableError when the database takes no writes."""
        if not self._lock.acquire(timeout=_PATIENCE_SECONDS):
            raise DatabaseUnavailableError("a write that looked for that does not end")
        try:
            if time.monotonic() - self._written_at >= _EVERY_SECONDS:
                with self._database.writing() as tx:
                    tx.run(_WRITE, now=self._clock.seconds())
                self._written_at = time.monotonic()
        finally:
            self._lock.release()
