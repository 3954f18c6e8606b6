"""The one writer of a SQLite database, within a process."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType

from idp.errors import DatabaseUnavailableError


class Writer:
    """A lock with the database's own timeout."""

    def __init__(self, longest_wait_seconds: float) -> None:
        self._lock = threading.Lock()
        self._longest_wait_seconds = longest_wait_seconds

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Be the writer in the block, after a wait of at most `seconds`."""
        self._take(seconds)
        try:
            yield
        finally:
            self._lock.release()

    def _take(self, seconds: float) -> None:
        if not self._lock.acquire(timeout=seconds):
            raise DatabaseUnavailableError("another transaction does not end")

    def __enter__(self) -> None:
        self._take(self._longest_wait_seconds)

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._lock.release()
