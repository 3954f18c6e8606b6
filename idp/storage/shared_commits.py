"""What several threads write, committed by one of them: SQLite has one writer.

A commit flushes the disk and writes each page that it changed. What waits for the writer is written
in one transaction, and pays for both once (docs/decisions/0057-one-commit-for-who-waits.md).
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from copy import copy
from typing import Any

from typing_extensions import override

from idp.errors import DatabaseUnavailableError
from idp.storage.statement import Statement
from idp.storage.transaction import Outcome, Transaction
from idp.storage.writer import Waiting, Writer

_MOST_PARTS = 16


Written = Callable[[], AbstractContextManager[Transaction]]
"""Begins a transaction that is committed at the end of its block."""


class _Sharing(Waiting):
    """Who writes a part of a transaction: a block, or one statement that any thread may run."""

    error: Exception | None = None
    """Why nothing of it is kept."""
    opened: "_Opened | None" = None
    """The transaction to which its block belongs."""
    outcome: Outcome

    def __init__(
        self,
        seconds: float,
        statement: Statement | None = None,
        values: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(seconds)
        self.statement = statement
        self.values = values or {}


class _Opened:
    """A transaction with the parts of several threads, of which one at a time has the turn."""

    def __init__(self, written: AbstractContextManager[Transaction]) -> None:
        self._written = written
        self.tx = written.__enter__()
        self._begun = 0
        self.parts: list[_Sharing] = []
        """Those that are told how it ends."""
        self._is_ended = False

    @property
    def takes_more(self) -> bool:
        """Whether another part may follow.

        Who raises does not wait for the commit, and may come again at once: without a bound, those
        who wait for it could wait for ever.
        """
        return not self._is_ended and self._begun < _MOST_PARTS

    def carry_out(self, part: _Sharing, statement: Statement) -> None:
        """Run the one statement of `part`; where it fails, it undoes itself alone."""
        self._begun += 1
        self.parts.append(part)
        try:
            part.outcome = self.tx.carry_out(statement, part.values)
        except Exception as error:  # noqa: BLE001 - its thread raises it
            part.error = error
            if self.tx.is_undone:
                self.end(error)

    @contextmanager
    def block(self, part: _Sharing) -> Iterator[Transaction]:
        """Yield the transaction for the block of `part`; where that raises, it alone is undone."""
        is_first = not self.parts
        self._begun += 1
        if not is_first:
            self._begin_part()
        try:
            yield self.tx
            self.tx.write_put_off()
            self._check_open()
        except BaseException as error:
            if is_first or not self.tx.undo_part():
                self.end(error)
            raise
        self.parts.append(part)

    def _check_open(self) -> None:
        """Refuse a block that went on after SQLite undid everything."""
        if self.tx.is_undone:
            raise DatabaseUnavailableError("everything was undone unnoticed")

    def _begin_part(self) -> None:
        try:
            self.tx.begin_part()
        except BaseException as error:
            # To undo it alone would undo the part before, whose savepoint has the same name.
            self.end(error)
            raise

    def end(self, error: BaseException | None = None) -> None:
        """Commit, or undo everything because of `error`, unless that was done."""
        if self._is_ended:
            return
        self._is_ended = True
        try:
            if error is None:
                self._written.__exit__(None, None, None)
            else:
                self._written.__exit__(type(error), error, error.__traceback__)
        except BaseException as failed:
            error = failed
            if not isinstance(failed, Exception):
                raise
        finally:
            if error is not None:
                for each in self.parts:
                    each.error = _of_all(error)


def _of_all(error: BaseException) -> Exception:
    """Return what is told to each whose part was undone: nothing of another's block."""
    if isinstance(error, (sqlite3.Error, DatabaseUnavailableError)):
        return copy(error)  # each thread adds to it where it was raised
    return DatabaseUnavailableError("another part of the transaction failed")


class SharedCommits:
    """Lets threads write parts of one transaction; each goes on once that is committed.

    Whoever has the turn of the writer runs the statements that wait next, or leaves the transaction
    open to the next block; the last commits for all.
    """

    def __init__(self, writer: Writer, written: Written) -> None:
        self._writer = writer
        self._written = written

    def carry_out(self, statement: Statement, values: Mapping[str, Any]) -> Outcome:
        """Write `statement` and return what it gave, after the commit.

        Raises DatabaseUnavailableError when the writer does not become free; the driver's error of
        this statement, or of the commit.
        """
        mine = _Sharing(self._writer.longest_wait_seconds, statement, values)
        self._writer.take(mine)
        if mine.has_turn:
            opened = self._opened()
            try:
                opened.carry_out(mine, statement)
            finally:
                self._leave(mine, opened)
        if mine.error is not None:
            raise mine.error
        return mine.outcome

    @contextmanager
    def block(self) -> Iterator[Transaction]:
        """Yield a transaction, whose commit the end of the block waits for.

        Raises DatabaseUnavailableError when the writer does not become free; the driver's error of
        the commit.
        """
        mine = _Sharing(self._writer.longest_wait_seconds)
        self._writer.take(mine)
        opened = mine.opened or self._opened()
        try:
            with opened.block(mine) as tx:
                yield tx
        finally:
            self._leave(mine, opened)
        if mine.error is not None:
            raise mine.error

    def _opened(self) -> _Opened:
        """Begin a transaction: whoever cannot lets the next one try."""
        try:
            return _Opened(self._written())
        except BaseException:
            self._writer.hand_on()
            raise

    def _leave(self, mine: _Sharing, opened: _Opened) -> None:
        """Commit, after those that wait next; or leave that to one of them, and wait for it."""
        following: _Sharing | None = None
        try:
            following = self._next_block(opened)
            if following is None:
                opened.end()
        except BaseException as error:
            opened.end(error)
            raise
        finally:
            if following is None:
                self._writer.hand_on()
                for each in opened.parts:
                    if each is not mine:
                        each.woken.release()
        if following is not None:
            is_part = mine in opened.parts
            following.opened = opened
            following.woken.release()
            if is_part:
                mine.woken.acquire()

    def _next_block(self, opened: _Opened) -> _Sharing | None:
        """Run the statements that wait next, and return the block that follows them, if any."""
        while opened.takes_more and (following := self._writer.next_of(_Sharing)) is not None:
            if following.statement is None:
                return following
            opened.carry_out(following, following.statement)
        return None


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
