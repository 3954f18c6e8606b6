"""The one writer of a SQLite database, within a process."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from idp.errors import DatabaseUnavailableError


class Writer:
    """A lock with the database's own timeout."""

    def __init__(self, longest_wait_seconds: float) -> None:
        self.longest_wait_seconds = longest_wait_seconds
        self._lock = threading.Lock()

    @contextmanager
    def within(self, seconds: float | None = None) -> Iterator[None]:
        """Be the writer in the block, after a wait of at most `seconds`, or the longest.

        Raises DatabaseUnavailableError when the wait is over.
        """
        wait = self.longest_wait_seconds if seconds is None else seconds
        if not self._lock.acquire(timeout=wait):
            raise DatabaseUnavailableError("another transaction does not end")
        try:
            yield
        finally:
            self._lock.release()
