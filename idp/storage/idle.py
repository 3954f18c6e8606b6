"""Connections between two transactions: at hand for whoever comes next, unless distrusted."""

import threading
from typing import Any

from idp.storage.pool import Connection, Pool
from idp.storage.trust import Trust


class Taken:
    """A connection that one transaction at a time makes use of."""

    __slots__ = ("_cursor", "born_at", "connection", "driver")

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.driver: Any = connection.driver_connection
        self.born_at = connection.born_at
        self._cursor: Any = None

    def cursor(self) -> Any:  # noqa: ANN401 - sqlite3's or psycopg's
        """Return a cursor, which nobody uses."""
        cursor, self._cursor = self._cursor, None
        return cursor or self.driver.cursor()

    def keep(self, cursor: Any) -> None:  # noqa: ANN401 - sqlite3's or psycopg's
        """Leave `cursor` to the next transaction."""
        self._cursor = cursor


class IdleConnections:
    """Gives connections of a pool, the last used first, and keeps those that come back.

    Taking one from a pool that counts them and giving it back takes as long as the statement of a
    hot request.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._trust = Trust()
        # A list takes and gives in one step of the interpreter, without a lock.
        self._idle: list[Taken] = []
        self._waiting = 0
        self._lock = threading.Lock()

    @property
    def in_use(self) -> int:
        """How many are taken."""
        return self._pool.in_use - len(self._idle)

    def take(self) -> Taken:
        """Return one that is trusted. Raises NoPlaceError, or the driver's error."""
        while True:
            try:
                taken = self._idle.pop()
            except IndexError:
                taken = self._wait()
            if self.trusts(taken):
                return taken
            self.discard(taken)

    def give_back(self, taken: Taken) -> None:
        """Leave it to the next transaction."""
        if not self.trusts(taken):
            self.discard(taken)
            return
        self._idle.append(taken)
        # Whoever waits counted itself before its last look among the idle ones: either it has found
        # this one, or it is seen here.
        if self._waiting:
            self._release()

    @staticmethod
    def discard(taken: Taken) -> None:
        """Close one that is not used any more."""
        if taken.connection.is_valid:
            taken.connection.invalidate()

    def trusts(self, taken: Taken) -> bool:
        """Return whether `taken` may still be used."""
        return self._trust.holds(taken.born_at)

    def distrust(self) -> None:
        """Replace each connection made until now when it is taken next: one was found dead.

        Unless that was done within the last second: many threads find out together.
        """
        self._trust.withdraw_soon()

    def close(self) -> None:
        """Close every idle connection, and those in use when they come back."""
        self._trust.withdraw()
        while self._release():
            pass
        self._pool.dispose()

    def _wait(self) -> Taken:
        with self._lock:
            self._waiting += 1
        try:
            try:
                return self._idle.pop()
            except IndexError:
                return Taken(self._pool.connect())
        finally:
            with self._lock:
                self._waiting -= 1

    def _release(self) -> bool:
        """Give an idle connection back to the pool, where others wait; False: there is none."""
        try:
            taken = self._idle.pop()
        except IndexError:
            return False
        if self.trusts(taken):
            taken.connection.close()
        else:
            self.discard(taken)
        return True
