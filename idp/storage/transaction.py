"""A unit of work on one connection: everything in it is kept, or nothing."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, NewType, Protocol

from sqlalchemy.engine import Dialect
from sqlalchemy.pool import PoolProxiedConnection

from idp.storage.load import Load
from idp.storage.statement import Statement

Row = tuple[Any, ...]


class Last(Protocol):
    """Writes at the very end of a transaction what was put off until then."""

    def write(self, tx: "Transaction", items: list[Any]) -> None:
        """Write `items`, in the order in which they came."""
        ...


class Transaction:
    """What a room receives to read and write; only a door opens and ends one."""

    __slots__ = ("_begun", "_cursor", "_dialect", "_driver", "_put_off", "connection")

    def __init__(self, connection: PoolProxiedConnection, dialect: Dialect) -> None:
        self.connection = connection
        self._dialect = dialect
        self._driver = connection.driver_connection
        self._cursor = connection.cursor()
        self._begun = False
        self._put_off: dict[Last, list[Any]] = {}

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`, for the rare statement that differs."""
        return self._dialect.name

    def row(self, statement: Statement, **values: Any) -> Row | None:  # noqa: ANN401 - SQL values
        """Run `statement` and return its first row, or None."""
        self._cursor.execute(*statement.prepared(self._dialect, values))
        found: Row | None = self._cursor.fetchone()
        return found

    def rows(self, statement: Statement, **values: Any) -> list[Row]:  # noqa: ANN401 - SQL values
        """Run `statement` and return all its rows."""
        self._cursor.execute(*statement.prepared(self._dialect, values))
        return list(self._cursor.fetchall())

    def run(self, statement: Statement, **values: Any) -> int:  # noqa: ANN401 - SQL values
        """Run `statement` and return how many rows it changed."""
        self._cursor.execute(*statement.prepared(self._dialect, values))
        changed: int = self._cursor.rowcount
        return changed

    def run_many(self, statement: Statement, batch: Iterable[Mapping[str, Any]]) -> None:
        """Run `statement` once for each mapping of values in `batch`."""
        prepared: list[tuple[str, Any]] = [
            statement.prepared(self._dialect, values) for values in batch
        ]
        if prepared:
            self._cursor.executemany(prepared[0][0], [values for _, values in prepared])

    def load(self, load: Load, rows: Sequence[Row]) -> None:
        """Insert `rows`, each with its values in the order of the columns of `load`."""
        if self._dialect.name == "sqlite":
            self._cursor.executemany(load.insert, rows)
            return
        # A tenth of the time that as many INSERTs take, each a message to the server.
        with self._cursor.copy(load.copy) as copy:
            for row in rows:
                copy.write_row(row)

    def put_off(self, last: Last, item: object) -> None:
        """Let `last` write `item` after everything else, right before the commit.

        For what locks a row that many transactions want: none that waits for it holds it, so no
        two can wait for each other. Raises RuntimeError where nothing will be committed.
        """
        if not self._begun:
            raise RuntimeError("only a transaction that writes can put anything off")
        self._put_off.setdefault(last, []).append(item)

    def begin(self, *, writing: bool) -> None:
        """Open the transaction; SQLite takes its write lock at once, to never deadlock later."""
        at_once = writing and self._dialect.name == "sqlite"
        self._cursor.execute("BEGIN IMMEDIATE" if at_once else "BEGIN")
        self._begun = True

    def commit(self) -> None:
        """Write what was put off, and keep everything done since `begin`."""
        for last, items in self._put_off.items():
            last.write(self, items)
        self._cursor.execute("COMMIT")

    def rollback(self) -> None:
        """Undo everything done since `begin`."""
        self._cursor.execute("ROLLBACK")

    def close(self) -> None:
        """Give the cursor back to the driver."""
        self._cursor.close()


ActingTransaction = NewType("ActingTransaction", Transaction)
"""A transaction that writes for somebody who is signed in, and holds that session until it ends.

What is only ever written for a session asks for this type, so that mypy refuses a transaction that
nobody looked for the session in. The places that may make one are counted by a test:
docs/decisions/0019-what-is-written-for-a-session.md.
"""
Writing = Callable[[], AbstractContextManager[Transaction]]
"""Opens a transaction, for what must be committed in two steps."""
Acting = Callable[[], AbstractContextManager[ActingTransaction]]
"""The same, for somebody who is signed in."""
