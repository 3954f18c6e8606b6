"""Single statements of several threads, committed by one of them: SQLite has one writer.

A commit flushes the disk and writes each page that it changed. What waits for the writer is written
in one transaction, and pays for both once (docs/decisions/0057-one-commit-for-who-waits.md).
"""

import threading
import time
from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any, Protocol

from typing_extensions import override

from idp.errors import DatabaseUnavailableError
from idp.storage.statement import Statement
from idp.storage.transaction import Outcome, Transaction
from idp.storage.writer import Writer


class Written(Protocol):
    """Begins a transaction that is committed at the end of its block."""

    def __call__(self, *, once: bool) -> AbstractContextManager[Transaction]:
        """Yield it; with `once`, it is of one statement."""


class _Waiting:
    """A statement that waits to be written, and what became of it."""

    __slots__ = ("error", "leads", "outcome", "statement", "until", "values", "woken")
    outcome: Outcome

    def __init__(self, statement: Statement, values: Mapping[str, Any], seconds: float) -> None:
        self.statement = statement
        self.values = values
        self.until = time.monotonic() + seconds
        self.error: Exception | None = None
        self.leads = False
        """Whether its thread is the one that writes, or the next."""
        self.woken = threading.Lock()
        self.woken.acquire()

    @property
    def seconds_left(self) -> float:
        """How long it may wait still."""
        return max(0.0, self.until - time.monotonic())

    def carry_out(self, tx: Transaction) -> None:
        """Run the statement. Raises its error only where nothing of `tx` is kept."""
        try:
            self.outcome = tx.carry_out(self.statement, self.values)
        except Exception as error:
            if tx.is_undone:
                raise
            self.error = error


class SharedCommits:
    """Writes single statements, all that wait at once; each is answered when it is committed."""

    def __init__(self, writer: Writer, written: Written) -> None:
        self._writer = writer
        self._written = written
        self._lock = threading.Lock()
        self._waiting: list[_Waiting] = []
        self._is_led = False

    def carry_out(self, statement: Statement, values: Mapping[str, Any]) -> Outcome:
        """Write `statement` and return what it gave, after the commit.

        Raises DatabaseUnavailableError when the writer does not become free; the driver's error of
        this statement, or of the commit.
        """
        mine = _Waiting(statement, values, self._writer.longest_wait_seconds)
        with self._lock:
            self._waiting.append(mine)
            if not self._is_led:
                self._is_led = mine.leads = True
        if not mine.leads:
            self._wait(mine)
        if mine.leads:
            self._lead(mine)
        if mine.error is not None:
            raise mine.error
        return mine.outcome

    def _wait(self, mine: _Waiting) -> None:
        """Wait until `mine` is written, or the turn of its thread to write."""
        if mine.woken.acquire(timeout=mine.seconds_left):
            return
        with self._lock:
            if mine in self._waiting and not mine.leads:
                self._waiting.remove(mine)
                raise DatabaseUnavailableError("another transaction does not end")
        # It is being written: whether it is kept is known at the end. Or it leads, and is woken
        # right now: a lock that is released once more than it is taken fails who releases it, and
        # nobody would wake the others.
        mine.woken.acquire()

    def _lead(self, mine: _Waiting) -> None:
        """Write all that waits, then let the next thread do so.

        Where the writer does not become free, only `mine` fails: the others may wait longer.
        """
        batch: list[_Waiting] = []
        try:
            with self._writer.within(mine.seconds_left):
                batch = self._taken()
                with self._written(once=len(batch) == 1) as tx:
                    for each in batch:
                        each.carry_out(tx)
        except BaseException as error:
            batch = batch or self._taken(1)
            failed = (
                error
                if isinstance(error, Exception)
                else DatabaseUnavailableError("who wrote was stopped")
            )
            for each in batch:
                each.error = failed
            if failed is not error:
                raise
        finally:
            self._pass_on(batch)

    def _taken(self, most: int | None = None) -> list[_Waiting]:
        """Return those that wait, `most` of them or all; whoever leads is the first."""
        with self._lock:
            taken = self._waiting[:most]
            del self._waiting[:most]
        return taken

    def _pass_on(self, batch: list[_Waiting]) -> None:
        with self._lock:
            following = self._waiting[:1]
            self._is_led = bool(following)
            for each in following:
                each.leads = True
        for each in (*batch, *following):
            each.woken.release()


class SharedTransaction(Transaction):
    """A transaction of one statement, which is written together with others'."""

    __slots__ = ("_shared",)

    def __init__(self, shared: SharedCommits) -> None:
        self.dialect = "sqlite"
        self._shared = shared
        self._begun = False
        self._left = 1

    @override
    def _execute(self, statement: Statement, values: Mapping[str, Any]) -> None:
        self._check_first(self._left or 0)
        self._cursor = self._shared.carry_out(statement, values)
