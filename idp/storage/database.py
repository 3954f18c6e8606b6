"""Opens transactions, on connections that are replaced when they are found dead."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from functools import partial
from typing import TYPE_CHECKING

from idp.errors import DatabaseUnavailableError
from idp.once import built_once
from idp.settings import DatabaseSettings
from idp.storage.admission import Admission
from idp.storage.driver import driver_of
from idp.storage.idle import IdleConnections, Taken
from idp.storage.outage import Cause, cause_of
from idp.storage.patience import Patience
from idp.storage.pool import Pool
from idp.storage.shared_commits import SharedCommits, SharedTransaction
from idp.storage.transaction import Transaction
from idp.storage.writer import Writer
from idp.traces import NO_TRACES, Traces

if TYPE_CHECKING:  # imported when it is asked for
    from sqlalchemy.engine import Engine

_ANYBODY = nullcontext()
Guard = Callable[[Transaction], object]
"""What a writing transaction begins with: it raises when nothing may be written."""


class _OfThread(threading.local):
    guard: Guard | None = None
    joined: Transaction | None = None
    holds: bool = False
    held: Taken | None = None


class Database:
    """The connections of a process, and the only place where a transaction begins and ends.

    When the database cannot be used, both kinds raise DatabaseUnavailableError.
    """

    def __init__(self, settings: DatabaseSettings, traces: Traces) -> None:
        self._settings = settings
        self._patience = Patience(statement_seconds=settings.statement_timeout_seconds)
        self._driver = driver_of(settings, self._patience)
        self.dialect = self._driver.dialect
        """`sqlite` or `postgresql`."""
        self._connections = IdleConnections(
            Pool(
                self._driver.connect,
                places=settings.pool_size,
                longest_wait_seconds=settings.pool_timeout_seconds,
            )
        )
        self._traces = traces
        self._admission = Admission(longest_wait_seconds=settings.pool_timeout_seconds)
        self._writer: Callable[[], AbstractContextManager[None]] = nullcontext
        self._shared: SharedCommits | None = None
        self._writing = self._connections
        if self.dialect == "sqlite":
            # It has one writer. Threads queue here, in order, instead of in its busy handler,
            # which sleeps; other processes still use the busy handler. They write by one
            # connection: any other forgets the pages that it read when this one commits.
            writer = Writer(settings.busy_timeout_seconds)
            self._writer = writer.within
            self._shared = SharedCommits(writer, partial(self._written, once=False))
            self._writing = IdleConnections(
                Pool(
                    self._driver.connect_writer,
                    places=1,
                    longest_wait_seconds=settings.busy_timeout_seconds,
                )
            )
        self._of_thread = _OfThread()
        self.was_full = False
        """Whether a statement found the disk full since the last check for space."""

    @classmethod
    def open(cls, settings: DatabaseSettings, *, traces: Traces = NO_TRACES) -> "Database":
        """Open the database at `settings.url`; no connection is made yet."""
        return cls(settings, traces)

    @built_once
    def engine(self) -> "Engine":
        """The engine that Flask-SQLAlchemy makes: for Alembic."""
        from idp.storage.opening import open_engine

        return open_engine(self._driver)

    def answer_requests(self, threads: int) -> None:
        """Wait only as long as requests may, on connections made from now on.

        `threads` threads answer them: one never waits here. Commands and the worker wait as long as
        imports and migrations need.
        """
        self.close()
        self._admission.bound(max(1, threads - 1))
        self._patience.statement_seconds = self._settings.request_timeout_seconds

    @property
    def in_use(self) -> int:
        """How many connections are in use."""
        return sum(each.in_use for each in {self._connections, self._writing})

    @contextmanager
    def reading(self, *, admitted: bool = True) -> Iterator[Transaction]:
        """Yield a transaction for reads: each sees committed data, and locks nothing.

        A statement that finds its connection dead is run once more, on a fresh one. Without
        `admitted`, for threads that answer no request, it takes no place of those that do.
        """
        if self._of_thread.joined is not None:
            yield self._of_thread.joined
            return
        with self._traces.span("database read"), self._admission if admitted else _ANYBODY:
            tx = self._checkout(self._connections)
            try:
                yield tx
            except Exception as error:
                self._raise_unavailable(error)
                raise
            finally:
                self._give_back(tx, self._connections)

    @contextmanager
    def writing(self, *, once: bool = False, shared: bool = False) -> Iterator[Transaction]:
        """Yield a transaction that is committed when the block ends, rolled back when it raises.

        A connection that is found dead at BEGIN is replaced. Later nothing is repeated: without an
        answer to COMMIT, nobody knows whether it was kept. With `once`, the block runs one
        statement, which is committed when it returns: PostgreSQL is asked once instead of three
        times, and SQLite writes together what waits for it. No BEGIN finds a dead connection then:
        ask for it where the thread has just read (`holding`). With `shared`, SQLite may commit the
        block together with those of other threads, each of which waits for the others' blocks: for
        what is short, and waits for nothing but the database.
        """
        if (joined := self._of_thread.joined) is not None:
            self._check_guard(joined)
            yield joined
            return
        is_free = self._of_thread.guard is None
        once = once and is_free
        with self._traces.span("database write"), self._admission:
            if self._shared is not None and (once or (shared and is_free)):
                part = (
                    nullcontext(SharedTransaction(self._shared)) if once else self._shared.block()
                )
                try:
                    with part as tx:
                        yield tx
                except Exception as error:
                    self._raise_unavailable(error)
                    raise
            else:
                with self._writer(), self._written(once=once) as tx:
                    yield tx

    @contextmanager
    def _written(self, *, once: bool) -> Iterator[Transaction]:
        """Yield the writing transaction of a thread that is the writer."""
        tx = self._checkout(self._writing)
        try:
            if once:
                tx.stand_alone()
            else:
                self._begin(tx)
                self._check_guard(tx)
            yield tx
            tx.commit()
        except BaseException as error:
            self._undo(tx)
            self._raise_unavailable(error)
            raise
        finally:
            self._give_back(tx, self._writing)

    def _begin(self, tx: Transaction) -> None:
        """Begin to write; on SQLite, as soon as no other process does."""
        until = time.monotonic() + self._settings.busy_timeout_seconds
        while True:
            try:
                tx.begin(writing=True)
            except Exception as error:
                is_busy = cause_of(error, self._driver.of_driver) is Cause.BUSY
                if tx.dialect != "sqlite" or not is_busy or time.monotonic() >= until:
                    raise
            else:
                return

    @contextmanager
    def joined(self) -> Iterator[Transaction]:
        """Make every transaction that this thread begins meanwhile a part of one.

        They see what the others wrote; all of them are kept when the block ends, and none when it
        raises. What other threads read for this one (`Watched`) is as it was before.
        """
        with self.writing() as tx:
            before, self._of_thread.joined = self._of_thread.joined, tx
            try:
                yield tx
            finally:
                self._of_thread.joined = before

    @contextmanager
    def holding(self) -> Iterator[None]:
        """Use one connection for the transactions that this thread begins meanwhile, in turn."""
        self._of_thread.holds = True
        try:
            yield
        finally:
            self._of_thread.holds = False
            if (held := self._of_thread.held) is not None:
                self._of_thread.held = None
                self._connections.give_back(held)

    @contextmanager
    def guarded(self, guard: Guard) -> Iterator[None]:
        """Begin each writing transaction of this thread with `guard` meanwhile."""
        before, self._of_thread.guard = self._of_thread.guard, guard
        try:
            yield
        finally:
            self._of_thread.guard = before

    def _check_guard(self, tx: Transaction) -> None:
        if self._of_thread.guard is not None:
            self._of_thread.guard(tx)

    def _checkout(self, connections: IdleConnections) -> Transaction:
        if connections is self._connections:
            return Transaction(self._connection(), self.dialect, self._replacement)
        return Transaction(self._taken_from(connections), self.dialect)

    def _connection(self) -> Taken:
        if (held := self._of_thread.held) is not None:
            self._of_thread.held = None
            if self._connections.trusts(held):
                return held
            self._connections.discard(held)
        return self._taken_from(self._connections)

    def _taken_from(self, connections: IdleConnections) -> Taken:
        try:
            return connections.take()
        except Exception as error:
            self._raise_unavailable(error)
            raise

    def _replacement(self, dead: Taken) -> Taken:
        """Return a fresh connection: the server was restarted, or a firewall forgot the old one."""
        self._connections.discard(dead)
        self._connections.distrust()
        return self._connection()

    def _raise_unavailable(self, error: BaseException) -> None:
        """Raise DatabaseUnavailableError if that is what `error` means."""
        cause = cause_of(error, self._driver.of_driver)
        if cause is None:
            return
        if cause is Cause.FULL:
            self.was_full = True
        if cause is Cause.READ_ONLY:
            # The former primary is a replica now: the next connection finds the new one.
            self._connections.distrust()
        raise DatabaseUnavailableError(cause) from error

    def _give_back(self, tx: Transaction, connections: IdleConnections) -> None:
        tx.close()
        if tx.is_dead:
            connections.distrust()
            connections.discard(tx.taken)
        elif self._may_hold(connections):
            self._of_thread.held = tx.taken
        else:
            connections.give_back(tx.taken)

    def _may_hold(self, connections: IdleConnections) -> bool:
        """Return whether this thread keeps what it used: what all write by, nobody keeps."""
        of_thread = self._of_thread
        return of_thread.holds and of_thread.held is None and connections is self._connections

    @staticmethod
    def _undo(tx: Transaction) -> None:
        if tx.is_begun and not tx.is_dead:
            # A connection that cannot roll back is dead; the first error is the one to report.
            with suppress(Exception):
                tx.rollback()

    def close(self) -> None:
        """Close every idle connection, and those in use when they come back."""
        for each in {self._connections, self._writing}:
            each.close()
        if "engine" in vars(self):  # Alembic's
            self.engine.dispose()
