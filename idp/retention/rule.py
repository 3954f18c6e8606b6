"""A retention rule: what is destroyed, how long after what, and the bounds of that time."""

from typing import Protocol

from msgspec import Struct

from idp.clock import DAY
from idp.storage import Statement, Transaction


class PurgeChunk(Protocol):
    """Deletes a chunk of what ended before `before` (seconds); returns the number of rows."""

    def __call__(self, tx: Transaction, *, before: int, chunk: int) -> int:
        """Delete them."""


class DayBounds(Struct, frozen=True):
    """Days between which an administrator may set a rule, both included."""

    floor: int
    ceiling: int

    def hold(self, days: int) -> bool:
        """Return whether `days` may be set."""
        return self.floor <= days <= self.ceiling


class Rule(Struct, frozen=True, kw_only=True):
    """One kind of data, kept for `after_seconds` and no longer.

    Without `bounds` it cannot be set: it follows from the data (a code that expired). With them
    `after_seconds` is the default, in whole days.
    """

    name: str
    after_seconds: int
    bounds: DayBounds | None = None

    @property
    def days(self) -> int:
        """The default in days, rounded down."""
        return self.after_seconds // DAY


class Run(Struct, frozen=True):
    """When the worker last destroyed something by a rule, in seconds, and how much."""

    name: str
    ran_at: int
    destroyed: int


class Retention(Struct, frozen=True):
    """Rows of `table` are deleted `after_seconds` after the time in `column`."""

    table: str
    key: str
    column: str
    after_seconds: int
    why: str
    only: str = "1 = 1"
    purge: PurgeChunk | None = None
    """How, where there is more to do than to delete."""
    name: str = ""
    """Of the rule, where a table has several; else the table's."""
    bounds: DayBounds | None = None

    @property
    def rule(self) -> Rule:
        """The rule as administrators read it."""
        return Rule(
            name=self.name or self.table, after_seconds=self.after_seconds, bounds=self.bounds
        )

    def deletion(self) -> PurgeChunk:
        """Return the function that deletes one chunk, so that locks are short."""
        if self.purge is not None:
            return self.purge
        statement = Statement(
            f"""DELETE FROM {self.table} WHERE ({self.key}) IN (
                    SELECT {self.key} FROM {self.table}
                    WHERE {self.column} <= :before AND {self.only} LIMIT :chunk)"""
        )

        def delete(tx: Transaction, *, before: int, chunk: int) -> int:
            return tx.run(statement, before=before, chunk=chunk)

        return delete
