"""Counting by day: what the record of events holds, and what it does not hold."""

from collections import Counter
from collections.abc import Mapping
from functools import cache

from idp.audit.following import entries, find_head
from idp.clock import Clock
from idp.normalisation.dates import day_of, midnight
from idp.statistics import table
from idp.statistics.subjects import Series, Subject, series_of
from idp.storage import Database, Transaction


class DailyCounts:
    """The counts of each day, which begins at midnight in Québec."""

    def __init__(self, *, clock: Clock) -> None:
        self._clock = clock

    def add(self, tx: Transaction, *series: Series) -> None:
        """Count each of `series` once, today; for what the record of events does not hold."""
        today = _day_at(self._clock.seconds())
        self.add_all(tx, Counter((today, each) for each in series))

    def add_all(self, tx: Transaction, amounts: Mapping[tuple[int, Series], int]) -> None:
        """Add `amounts` of days (their first second) and series."""
        # In a fixed order, so that two transactions cannot deadlock.
        batch = [
            {
                "day_at": day_at,
                "subject": series.subject.value,
                "way": series.way,
                "outcome": series.outcome,
                "amount": amount,
            }
            for (day_at, series), amount in sorted(amounts.items())
        ]
        tx.run_many(table.ADD, batch)

    def since(self, tx: Transaction, day_at: int) -> dict[tuple[int, Series], int]:
        """Return the counts of the days that begin at `day_at` or later."""
        return {
            (each.day_at, Series(Subject(each.subject), each.way, each.outcome)): each.amount
            for each in tx.rows(table.LIST, since=day_at)
        }

    def counted_at(self, tx: Transaction) -> int | None:
        """Return up to when events are counted, in seconds; None: they never were."""
        progress = tx.row(table.FIND_PROGRESS)
        return progress.counted_at if progress and progress.counted_at else None


class EventCounting:
    """Counts the events of the record, each once, from where it stopped.

    The record's numbers have no gap and become visible in their order, so that the last counted
    number is enough. It is updated in the transaction of the counts.
    """

    def __init__(self, *, database: Database, counts: DailyCounts, clock: Clock) -> None:
        self._database = database
        self._counts = counts
        self._clock = clock

    def count(self, *, chunk: int) -> bool:
        """Count at most `chunk` events; return whether there are more."""
        now = self._clock.seconds()
        with self._database.reading() as tx:
            progress = tx.row(table.FIND_PROGRESS)
            if progress is None:
                raise RuntimeError("nothing says up to where events are counted")
            head = find_head(tx)
            begin = max(progress.seq, head.first_seq - 1)
            end = min(head.seq, begin + chunk)
            events = [*entries(tx, after=begin, to=end)]
        amounts = Counter(
            (_day_at(each.at), series) for each in events if (series := series_of(each)) is not None
        )
        with self._database.writing() as tx:
            # Another worker may have counted them meanwhile.
            if tx.run(table.ADVANCE, seq=end, former=progress.seq, now=now):
                self._counts.add_all(tx, amounts)
        return end < head.seq


def _day_at(seconds: int) -> int:
    """Return the first second in Québec of the day in which `seconds` is."""
    return _midnight(day_of(seconds).isoformat())


_midnight = cache(midnight)
