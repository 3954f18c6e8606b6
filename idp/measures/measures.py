"""Opening families of numbers, counting in them, and reading them all."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping

from msgspec import Struct

from idp.measures.family import Family, MetricKind, Series
from idp.measures.sheet import Sheet

_Columns = Mapping[Series, int]


class Counter:
    """A counter of events."""

    __slots__ = ("_columns", "_sheet")

    def __init__(self, sheet: Sheet, columns: _Columns) -> None:
        self._sheet = sheet
        self._columns = columns

    def add(self, *series: str) -> None:
        """Count one. Raises KeyError for a value that its label cannot have."""
        self._sheet.add(self._columns[series], 1.0)


class Gauge:
    """A present value, in this process."""

    __slots__ = ("_columns", "_sheet")

    def __init__(self, sheet: Sheet, columns: _Columns) -> None:
        self._sheet = sheet
        self._columns = columns

    def put(self, value: float, *series: str) -> None:
        """Set it to `value`. Raises KeyError for a value that its label cannot have."""
        self._sheet.put(self._columns[series], value)


class Histogram:
    """A histogram of durations."""

    __slots__ = ("_bounds", "_columns", "_sheet")

    def __init__(self, sheet: Sheet, columns: _Columns, bounds: tuple[float, ...]) -> None:
        self._sheet = sheet
        self._columns = columns
        self._bounds = bounds

    def observe(self, seconds: float, *series: str) -> None:
        """Count one that took `seconds`. Raises KeyError like `Counter.add`."""
        first, bounds = self._columns[series], self._bounds
        self._sheet.add_two(first + bisect_left(bounds, seconds), first + len(bounds) + 1, seconds)


class Timed:
    """A counter and a histogram of the same events, counted together: for the hottest path."""

    __slots__ = ("_bounds", "_columns", "_firsts", "_sheet", "_sum")

    def __init__(
        self, sheet: Sheet, columns: _Columns, firsts: _Columns, bounds: tuple[float, ...]
    ) -> None:
        self._sheet = sheet
        self._columns = columns
        self._firsts = firsts
        self._bounds = bounds
        self._sum = len(bounds) + 1

    def add(self, counted: Series, seconds: float, lasted: Series) -> None:
        """Count one in series `counted`, that took `seconds` in series `lasted`."""
        first = self._firsts[lasted]
        self._sheet.add_three(
            self._columns[counted],
            first + bisect_left(self._bounds, seconds),
            first + self._sum,
            seconds,
        )


class SeriesReading(Struct, frozen=True):
    """The present value of a series: its number, or a histogram's buckets and sum."""

    family: Family
    series: Series
    values: tuple[float, ...]


class Measures:
    """The numbers of this process, and of those that share them with it."""

    def __init__(self) -> None:
        self._sheet = Sheet()
        self._opened: dict[str, tuple[Family, dict[Series, int]]] = {}

    def counter(self, family: Family) -> Counter:
        """Open `family`; opened again, it counts in the same numbers."""
        return Counter(self._sheet, self._open(family))

    def gauge(self, family: Family) -> Gauge:
        """Open `family`."""
        return Gauge(self._sheet, self._open(family))

    def histogram(self, family: Family) -> Histogram:
        """Open `family`."""
        return Histogram(self._sheet, self._open(family), family.bounds)

    def timed(self, counted: Family, lasted: Family) -> Timed:
        """Open a counter and a histogram of the same events."""
        return Timed(self._sheet, self._open(counted), self._open(lasted), lasted.bounds)

    def families(self) -> tuple[Family, ...]:
        """Return what was opened."""
        return tuple(family for family, _ in self._opened.values())

    def readings(self) -> Iterator[SeriesReading]:
        """Return every series there is to show, family by family, in the order of their names."""
        for name in sorted(self._opened):
            family, columns = self._opened[name]
            for series, first in columns.items():
                values = tuple(map(self._sheet.total, range(first, first + family.width)))
                if any(values) or not family.sparse:
                    yield SeriesReading(family, series, values)

    def share(self, processes: int) -> None:
        """Allocate for `processes` that fork from this one. Nothing can be opened afterwards."""
        self._sheet.share(processes)

    def take(self, place: int) -> None:
        """Count in the place `place` of those shared, which no other process writes into."""
        self._sheet.take(place)

    def leave(self, place: int) -> None:
        """Clear the gauges of `place`, whose process ended; its counts stay."""
        gauges = [each for each in self._opened.values() if each[0].kind is MetricKind.GAUGE]
        columns = [column for _, of_series in gauges for column in of_series.values()]
        self._sheet.clear(place, columns)

    def _open(self, family: Family) -> dict[Series, int]:
        if family.name not in self._opened:
            width = family.width
            first = self._sheet.reserve(width * len(family.series))
            columns = {each: first + width * place for place, each in enumerate(family.series)}
            self._opened[family.name] = (family, columns)
        known, columns = self._opened[family.name]
        if known != family:
            raise ValueError(f"{family.name} is two families")
        return columns
