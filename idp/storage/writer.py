"""The one writer of a SQLite database, within a process."""

import threading
from types import TracebackType

from idp.errors import DatabaseUnavailableError


class Writer:
    """A lock with the database's own timeout."""

    def __init__(self, longest_wait_seconds: float) -> None:
        self._lock = threading.Lock()
        self._longest_wait_seconds = longest_wait_seconds

    def __enter__(self) -> None:
        if not self._lock.acquire(timeout=self._longest_wait_seconds):
            raise DatabaseUnavailableError("another transaction does not end")

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._lock.release()
