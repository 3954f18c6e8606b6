"""Connections that are made and kept without SQLAlchemy: for commands, and for the worker.

Reading SQLAlchemy, its ORM and Flask takes longer than most commands run. The application has the
pool of Flask-SQLAlchemy (docs/decisions/0053-a-start-reads-what-it-uses.md).
"""

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from idp.storage.connection import Connection
from idp.storage.outage import NoPlaceError
from idp.storage.trust import born


class DirectConnections:
    """As many as there are places; whoever finds none waits."""

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

    def connect(self) -> Connection:
        """Return one that nobody uses. Raises NoPlaceError, or the driver's error."""
        if not self._places.acquire(timeout=self._longest_wait_seconds):
            raise NoPlaceError
        try:
            with self._lock:
                kept = self._idle.pop() if self._idle else None
            used = _Used(self, kept or _Kept(self._connect()))
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
    """A connection of the driver, and what is kept about it."""

    def __init__(self, driver_connection: Any) -> None:  # noqa: ANN401 - sqlite3's or psycopg's
        self.driver_connection = driver_connection
        self.info: dict[Any, Any] = {**born()}

    def end(self) -> None:
        with suppress(Exception):  # it may be dead already
            self.driver_connection.close()


class _Used:
    """A connection while somebody has it."""

    def __init__(self, home: DirectConnections, kept: _Kept) -> None:
        self._home = home
        self._kept: _Kept | None = kept
        self.info = kept.info

    @property
    def driver_connection(self) -> Any | None:  # noqa: ANN401 - sqlite3's or psycopg's
        return self._kept and self._kept.driver_connection

    @property
    def is_valid(self) -> bool:
        return self._kept is not None

    def cursor(self) -> Any:  # noqa: ANN401 - sqlite3's or psycopg's
        if self._kept is None:
            raise RuntimeError("this connection was given back")
        return self._kept.driver_connection.cursor()

    def invalidate(self) -> None:
        kept, self._kept = self._kept, None
        if kept is not None:
            kept.end()
            self._home.come_back(None)

    def close(self) -> None:
        kept, self._kept = self._kept, None
        if kept is not None:
            self._home.come_back(kept)
