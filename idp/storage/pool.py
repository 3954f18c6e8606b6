"""The connections of a process to its database: at most so many, made when they are wanted."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from idp.storage.outage import NoPlaceError


class Pool:
    """As many connections as there are places; whoever finds none waits.

    Before a process forks, it closes them.
    """

    def __init__(
        self, connect: Callable[[], Any], *, places: int, longest_wait_seconds: float
    ) -> None:
        self._connect = connect
        self._longest_wait_seconds = longest_wait_seconds
        self._places = threading.Semaphore(places)
        self._lock = threading.Lock()
        self._idle: list[_Kept] = []
        self._in_use = 0

    @property
    def in_use(self) -> int:
        """How many are used now."""
        return self._in_use

    def connect(self) -> "Connection":
        """Return one that nobody uses. Raises NoPlaceError, or the driver's error."""
        if not self._places.acquire(timeout=self._longest_wait_seconds):
            raise NoPlaceError
        try:
            with self._lock:
                kept = self._idle.pop() if self._idle else None
            used = Connection(self, kept or _Kept(self._connect()))
        except BaseException:
            self._places.release()
            raise
        with self._lock:
            self._in_use += 1
        return used

    def dispose(self) -> None:
        """Close those that nobody uses."""
        with self._lock:
            idle, self._idle = self._idle, []
        for each in idle:
            each.end()

    def come_back(self, kept: "_Kept | None") -> None:
        """Take a connection back; None for one that was closed for good."""
        with self._lock:
            self._in_use -= 1
            if kept is not None:
                self._idle.append(kept)
        self._places.release()


class _Kept:
    """A connection of the driver, and when it was made."""

    def __init__(self, driver_connection: Any) -> None:  # noqa: ANN401 - sqlite3's or psycopg's
        self.driver_connection = driver_connection
        self.born_at = time.monotonic()

    def end(self) -> None:
        with suppress(Exception):  # it may be dead already
            self.driver_connection.close()


class Connection:
    """A connection while somebody has it, until it is closed or invalidated."""

    def __init__(self, home: Pool, kept: _Kept) -> None:
        self._home = home
        self._kept: _Kept | None = kept
        self.born_at = kept.born_at
        """When the driver made it, by `time.monotonic`."""

    @property
    def driver_connection(self) -> Any | None:  # noqa: ANN401 - sqlite3's or psycopg's
        """The driver's own."""
        return self._kept and self._kept.driver_connection

    @property
    def is_valid(self) -> bool:
        """Whether somebody has it still."""
        return self._kept is not None

    def invalidate(self) -> None:
        """Close it for good."""
        kept, self._kept = self._kept, None
        if kept is not None:
            kept.end()
            self._home.come_back(None)

    def close(self) -> None:
        """Give it back, for the next one who asks."""
        kept, self._kept = self._kept, None
        if kept is not None:
            self._home.come_back(kept)
