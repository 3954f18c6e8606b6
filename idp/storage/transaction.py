"""A unit of work on one connection: everything in it is kept, or nothing."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, NewType, Protocol, overload

from sqlalchemy.engine import Dialect
from sqlalchemy.pool import PoolProxiedConnection

from idp.storage.load import Load
from idp.storage.postgresql import check_replicated, hurried
from idp.storage.query import Query, Record
from idp.storage.statement import Statement

Row = tuple[Any, ...]


class Last(Protocol):
    """Writes at the very end of a transaction what was put off until then."""

    def write(self, tx: "Transaction", items: list[Any]) -> None:
        """Write `items`, in the order in which they came."""
        ...


Replace = Callable[[PoolProxiedConnection], PoolProxiedConnection]
"""Throws a dead connection away and gives a fresh one."""


class Transaction:
    """What a room receives to read and write; only a door opens and ends one."""

    __slots__ = (
        "_begun",
        "_broken",
        "_cursor",
        "_dialect",
        "_driver",
        "_put_off",
        "_replace",
        "connection",
    )

    def __init__(
        self, connection: PoolProxiedConnection, dialect: Dialect, replace: Replace | None = None
    ) -> None:
        self._dialect = dialect
        self._replace = replace
        self._begun = False
        self._broken = False
        self._put_off: dict[Last, list[Any]] = {}
        self._stand_on(connection)

    def _stand_on(self, connection: PoolProxiedConnection) -> None:
        self.connection = connection
        self._driver: Any = connection.driver_connection
        self._cursor: Any = connection.cursor()

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`, for the rare statement that differs."""
        return self._dialect.name

    @property
    def is_begun(self) -> bool:
        """Whether there is something to keep or to undo."""
        return self._begun

    @property
    def is_dead(self) -> bool:
        """Whether nobody can use the connection any more."""
        return self._broken or (self._dialect.name == "postgresql" and self._driver.closed)

    @overload
    def row(self, statement: Query[Record], **values: Any) -> Record | None: ...  # noqa: ANN401 - SQL

    @overload
    def row(self, statement: Statement, **values: Any) -> Row | None: ...  # noqa: ANN401 - SQL

    def row(self, statement: Statement, **values: Any) -> object:
        """Run `statement` and return its first row, or None."""
        self._execute(statement, values)
        found = self._cursor.fetchone()
        return statement.read(found) if found and isinstance(statement, Query) else found

    @overload
    def rows(self, statement: Query[Record], **values: Any) -> list[Record]: ...  # noqa: ANN401 - SQL

    @overload
    def rows(self, statement: Statement, **values: Any) -> list[Row]: ...  # noqa: ANN401 - SQL

    def rows(self, statement: Statement, **values: Any) -> list[Any]:
        """Run `statement` and return all its rows."""
        self._execute(statement, values)
        found = self._cursor.fetchall()
        return [*map(statement.read, found)] if isinstance(statement, Query) else [*found]

    def run(self, statement: Statement, **values: Any) -> int:  # noqa: ANN401 - SQL values
        """Run `statement` and return how many rows it changed."""
        self._execute(statement, values)
        changed: int = self._cursor.rowcount
        return changed

    def _execute(self, statement: Statement, values: Mapping[str, Any]) -> None:
        prepared = statement.prepared(self._dialect, values)
        try:
            self._cursor.execute(*prepared)
        except Exception:
            # Outside of a transaction a read stands alone: whether it ran does not matter.
            if self._begun or not statement.only_reads or not self._replaced():
                raise
            self._cursor.execute(*prepared)

    def _replaced(self) -> bool:
        """Go over to a fresh connection if this one is dead; once only."""
        replace, self._replace = self._replace, None
        if replace is None or not self.is_dead:
            return False
        self._broken = True
        self._stand_on(replace(self.connection))
        self._broken = False
        return True

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
        words = "BEGIN IMMEDIATE" if at_once else "BEGIN"
        try:
            with hurried(self._driver):
                self._cursor.execute(words)
        except Exception:
            if not self._replaced():
                raise
            self._cursor.execute(words)
        self._begun = True

    def commit(self) -> None:
        """Write what was put off, and keep everything done since `begin`."""
        for last, items in self._put_off.items():
            last.write(self, items)
        if self._dialect.name == "postgresql":
            self._driver.is_warned = False
        self._cursor.execute("COMMIT")
        check_replicated(self._driver)
        # PostgreSQL answers a COMMIT after a statement that failed by undoing, without an error.
        if self._dialect.name == "postgresql" and self._cursor.statusmessage != "COMMIT":
            raise RuntimeError("a statement failed unnoticed, and everything was undone")

    def rollback(self) -> None:
        """Undo everything done since `begin`; a connection that cannot is used no more."""
        self._broken = True
        self._cursor.execute("ROLLBACK")
        self._broken = False

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
