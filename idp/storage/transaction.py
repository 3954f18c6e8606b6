"""A unit of work on one connection: all of it is kept, or nothing."""

from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import AbstractContextManager
from typing import Any, NewType, Protocol, overload

from msgspec import Struct

from idp.storage.among import Among
from idp.storage.idle import Taken
from idp.storage.load import Load
from idp.storage.pool import Connection
from idp.storage.query import Query, Record
from idp.storage.statement import Statement

Row = tuple[Any, ...]
_FEW_ROWS = 100


class Last(Protocol):
    """Writes what was put off to the end of a transaction."""

    def write(self, tx: "Transaction", items: list[Any]) -> None:
        """Write `items`, in the order they were put off."""
        ...


class Outcome(Struct, frozen=True):
    """What a statement gave, as a cursor gives it."""

    rows: list[Row]
    rowcount: int

    def fetchone(self) -> Row | None:
        """Return the first row, or None."""
        return self.rows[0] if self.rows else None

    def fetchall(self) -> list[Row]:
        """Return all rows."""
        return self.rows


Replace = Callable[[Taken], Taken]
"""Discards a dead connection and returns a fresh one."""


class Transaction:
    """Reads and writes; the callers of a subject open and end it."""

    __slots__ = (
        "_begun",
        "_broken",
        "_cursor",
        "_driver",
        "_follows_others",
        "_left",
        "_put_off",
        "_replace",
        "dialect",
        "taken",
    )

    def __init__(self, taken: Taken, dialect: str, replace: Replace | None = None) -> None:
        self.dialect = dialect
        """`sqlite` or `postgresql`, for the rare statement that differs."""
        self._replace = replace
        self._begun = self._follows_others = False
        self._left: int | None = None
        self._broken = False
        self._put_off: dict[Last, list[Any]] | None = None
        self._use(taken)

    def _use(self, taken: Taken) -> None:
        self.taken = taken
        self._driver: Any = taken.driver
        self._cursor: Any = taken.cursor()

    @property
    def connection(self) -> Connection:
        """The connection, as its pool gave it."""
        return self.taken.connection

    @property
    def is_begun(self) -> bool:
        """Whether it began, and is to be committed or rolled back."""
        return self._begun

    @property
    def follows_others(self) -> bool:
        """Whether it shows what others wrote that is not committed yet, and may never be."""
        return self._follows_others

    @property
    def is_undone(self) -> bool:
        """Whether SQLite rolled it back by itself, as it does when the disk is full."""
        return self._begun and not self._driver.in_transaction

    @property
    def is_dead(self) -> bool:
        """Whether the connection cannot be used any more."""
        return self._broken or (self.dialect == "postgresql" and self._driver.closed)

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

    def among(self, statement: Among[Record], keys: Collection[Row], **values: Any) -> list[Record]:  # noqa: ANN401 - SQL
        """Run `statement` once for all `keys`, if there is any, and return all its rows."""
        return self.rows(statement, keys=[*keys], **values) if keys else []

    def run(self, statement: Statement, **values: Any) -> int:  # noqa: ANN401 - SQL values
        """Run `statement` and return how many rows it changed."""
        self._execute(statement, values)
        changed: int = self._cursor.rowcount
        return changed

    def carry_out(self, statement: Statement, values: Mapping[str, Any]) -> Outcome:
        """Run `statement` and return all that it gave."""
        self._execute(statement, values)
        return Outcome(self._cursor.fetchall(), self._cursor.rowcount)

    def _execute(self, statement: Statement, values: Mapping[str, Any]) -> None:
        prepared = statement.prepared(self.dialect, values)
        if self._left is not None:
            self._check_first(self._left)
        try:
            self._cursor.execute(*prepared)
        except Exception:
            # Outside of a transaction, where nothing was done before.
            if self._begun or not statement.may_run_twice or not self._replaced():
                raise
            self._cursor.execute(*prepared)

    def _check_first(self, left: int) -> None:
        if left == 0:
            raise RuntimeError("the one statement of this transaction is committed already")
        self._left = left - 1

    def _replaced(self) -> bool:
        """Change to a fresh connection if this one is dead; once only."""
        replace, self._replace = self._replace, None
        if replace is None or not self.is_dead:
            return False
        self._broken = True
        self._use(replace(self.taken))
        self._broken = False
        return True

    def run_many(self, statement: Statement, batch: Iterable[Mapping[str, Any]]) -> None:
        """Run `statement` once for each mapping of values in `batch`."""
        prepared: list[tuple[str, Any]] = [
            statement.prepared(self.dialect, values) for values in batch
        ]
        if prepared:
            self._cursor.executemany(prepared[0][0], [values for _, values in prepared])

    def load(self, load: Load, rows: Iterable[Row]) -> None:
        """Insert `rows`, each with its values in the order of the columns of `load`."""
        if self.dialect == "sqlite":
            self._cursor.executemany(load.insert, rows)
            return
        # A tenth of the time of as many INSERTs, each a message to the server; and no text of
        # which the server would have to make values.
        types = [column.type_code for column in self._cursor.execute(load.shape).description]
        with self._cursor.copy(load.copy) as copy:
            copy.set_types(types)
            for row in rows:
                copy.write_row(row)

    def put_off(self, last: Last, item: object) -> None:
        """Let `last` write `item` after everything else, right before the commit.

        For rows that many transactions lock: locked last, so that no two transactions wait for
        each other. Raises RuntimeError where nothing will be committed.
        """
        if not self._begun:
            raise RuntimeError("only a transaction that writes can put anything off")
        if self._put_off is None:
            self._put_off = {}
        self._put_off.setdefault(last, []).append(item)

    def begin(self, *, writing: bool) -> None:
        """Open the transaction; SQLite takes its write lock at once, to never deadlock later."""
        try:
            if self.dialect == "sqlite":
                self._cursor.execute("BEGIN IMMEDIATE" if writing else "BEGIN")
            else:
                self._driver.begin()
        except Exception:
            if not self._replaced():
                raise
            self._driver.begin()
        self._begun = True

    def stand_alone(self) -> None:
        """Let the one statement that follows commit itself; another one raises RuntimeError.

        PostgreSQL's: SQLite's are written with others' (`SharedTransaction`).
        """
        self._left = 1
        self._driver.is_warned = False

    def begin_part(self) -> None:
        """Begin a part that can be undone by itself, after those of others."""
        self._cursor.execute("SAVEPOINT part")
        self._follows_others = True

    def undo_part(self) -> bool:
        """Undo what was done since the part began; False: that cannot be, all must be undone."""
        self._put_off = None
        try:
            self._cursor.execute("ROLLBACK TO part")
        except Exception:  # noqa: BLE001 - the first error is the one to report
            return False
        return True

    def write_put_off(self) -> None:
        """Write what was put off."""
        put_off, self._put_off = self._put_off, None
        for last, items in (put_off or {}).items():
            last.write(self, items)

    def commit(self) -> None:
        """Write what was put off, and commit."""
        if self._left is not None:
            self._driver.check_replicated()
            return
        self.write_put_off()
        if self.dialect == "sqlite":
            self._cursor.execute("COMMIT")
            return
        self._driver.is_warned = False
        done = self._driver.command("COMMIT")
        self._driver.check_replicated()
        # PostgreSQL answers COMMIT after a failed statement with a rollback, without an error.
        if done != "COMMIT":
            raise RuntimeError("a statement failed unnoticed, and everything was undone")

    def rollback(self) -> None:
        """Roll back; a connection that cannot is not used any more."""
        self._broken = True
        self._cursor.execute("ROLLBACK")
        self._broken = False

    def close(self) -> None:
        """Leave the cursor to the next transaction, or close it with the many rows that it keeps.

        On SQLite one that has rows left would keep its snapshot of the database.
        """
        if self.dialect == "postgresql" and self._cursor.rowcount <= _FEW_ROWS:
            # psycopg takes as long to make another one as to run a short statement.
            self.taken.keep(self._cursor)
        else:
            self._cursor.close()


ActingTransaction = NewType("ActingTransaction", Transaction)
"""A transaction that writes in a session, which it locks until it ends.

Functions that only ever write in a session ask for this type, so that mypy refuses a transaction
without one. A test counts the places that may make one:
docs/decisions/0019-what-is-written-for-a-session.md.
"""
Writing = Callable[[], AbstractContextManager[Transaction]]
"""Opens a transaction, for work that must be committed in two steps."""
Acting = Callable[[], AbstractContextManager[ActingTransaction]]
"""The same, in a session."""
