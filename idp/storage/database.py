"""Handing out transactions, on connections that are replaced when they are found dead."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress

from sqlalchemy.pool import PoolProxiedConnection, QueuePool

from idp.settings import DatabaseSettings
from idp.storage.admission import Admission
from idp.storage.opening import Trust, open_engine
from idp.storage.outage import Cause, cause_of, unavailable
from idp.storage.postgresql import Patience
from idp.storage.transaction import Transaction
from idp.storage.writer import Writer
from idp.traces import NO_TRACES, Traces

_ANYBODY = nullcontext()
Guard = Callable[[Transaction], object]
"""What a transaction that writes begins with: it raises when nothing may be written."""


class _Guards(threading.local):
    guard: Guard | None = None


class Database:
    """The pool of connections, and the only place where a transaction begins and ends.

    When the database cannot be used, both kinds raise DatabaseUnavailableError.
    """

    def __init__(self, settings: DatabaseSettings, traces: Traces) -> None:
        self._settings = settings
        self._patience = Patience(statement_seconds=settings.statement_timeout_seconds)
        self.engine = open_engine(settings, self._patience)
        self._traces = traces
        self._trust = Trust(self.engine)
        self._admission = Admission(longest_wait_seconds=settings.pool_timeout_seconds)
        sqlite = self.engine.dialect.name == "sqlite"
        # SQLite has one writer. Threads queue here, in order, instead of in its busy handler,
        # which sleeps; other processes still meet in the busy handler.
        self._writer = Writer(settings.busy_timeout_seconds) if sqlite else nullcontext()
        self._guards = _Guards()
        self.was_full = False
        """Whether a statement found the disk full since somebody last looked for room."""

    @classmethod
    def open(cls, settings: DatabaseSettings, *, traces: Traces = NO_TRACES) -> "Database":
        """Open the database that `settings.url` names; no connection is made yet."""
        return cls(settings, traces)

    def answer_requests(self, threads: int) -> None:
        """Be patient as requests are, that `threads` threads answer: one never waits here.

        Commands and the worker take the time that imports and migrations need.
        """
        self._admission.bound(max(1, threads - 1))
        self._patience.statement_seconds = self._settings.request_timeout_seconds
        self._trust.withdraw()

    @property
    def in_use(self) -> int:
        """How many connections of the pool are given out."""
        pool = self.engine.pool
        return pool.checkedout() if isinstance(pool, QueuePool) else 0

    @contextmanager
    def reading(self, *, admitted: bool = True) -> Iterator[Transaction]:
        """Give statements that each see committed data; nothing is locked, nothing is kept open.

        A statement that finds its connection dead is run once more, on a fresh one. A thread that
        answers no request takes no place of those that do: it is not `admitted`.
        """
        with self._traces.span("database read"), self._admission if admitted else _ANYBODY:
            tx = self._checkout()
            try:
                yield tx
            except Exception as error:
                self._tell(error)
                raise
            finally:
                self._give_back(tx)

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """Give a transaction that is committed when the block ends, undone when it raises.

        A connection that is found dead at its first word is replaced. Later nothing is repeated:
        whoever hears no answer to a commit does not know whether it was kept.
        """
        with self._traces.span("database write"), self._admission, self._writer:
            tx = self._checkout()
            try:
                tx.begin(writing=True)
                if self._guards.guard is not None:
                    self._guards.guard(tx)
                yield tx
                tx.commit()
            except BaseException as error:
                self._undo(tx)
                self._tell(error)
                raise
            finally:
                self._give_back(tx)

    @contextmanager
    def guarded(self, guard: Guard) -> Iterator[None]:
        """Let each transaction that this thread begins to write meanwhile begin with `guard`."""
        before, self._guards.guard = self._guards.guard, guard
        try:
            yield
        finally:
            self._guards.guard = before

    def _checkout(self) -> Transaction:
        return Transaction(self._connection(), self.engine.dialect, self._replacement)

    def _connection(self) -> PoolProxiedConnection:
        try:
            connection = self.engine.raw_connection()
            # Not by an event of the pool, which would cost every request more than this look.
            while not self._trust.holds(connection):
                connection.invalidate()
                connection = self.engine.raw_connection()
        except Exception as error:
            self._tell(error)
            raise
        return connection

    def _replacement(self, dead: PoolProxiedConnection) -> PoolProxiedConnection:
        """Return a fresh connection: the server was restarted, or a firewall forgot the old one."""
        dead.invalidate()
        self._trust.withdraw_soon()
        return self._connection()

    def _tell(self, error: BaseException) -> None:
        """Raise DatabaseUnavailableError if that is what `error` means."""
        if (outage := unavailable(error)) is None:
            return
        if cause_of(error) is Cause.FULL:
            self.was_full = True
        if cause_of(error) is Cause.READ_ONLY:
            # What was the primary is a replica now: the next connection finds the new one.
            self._trust.withdraw_soon()
        raise outage from error

    def _give_back(self, tx: Transaction) -> None:
        connection = tx.connection
        tx.close()
        if tx.is_dead:
            self._trust.withdraw_soon()
        if tx.is_dead or not self._trust.holds(connection):
            if connection.is_valid:
                connection.invalidate()
        else:
            connection.close()

    @staticmethod
    def _undo(tx: Transaction) -> None:
        if tx.is_begun and not tx.is_dead:
            # What cannot be undone is dead from here on; the first error is the one to report.
            with suppress(Exception):
                tx.rollback()

    def close(self) -> None:
        """Close every idle connection, and those in use when they come back."""
        self._trust.withdraw()
        self.engine.dispose()
