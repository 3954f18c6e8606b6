"""The numbers: a row for each process, a column for each number, in memory that a fork shares.

Each process writes its own row, and a reader adds the rows up: nothing is passed between processes
or written to a disk, and an ended process's counts stay. Its successor continues in its row, so the
sheet never grows (docs/decisions/0039-counts-in-shared-memory.md).
"""

import mmap
import threading
from array import array
from collections.abc import Iterable

_CELL_BYTES = 8


class Sheet:
    """One row in private memory, until `share` makes it several."""

    def __init__(self) -> None:
        self._columns = 0
        self._rows = 1
        self._cells = _cells(array("d"))
        self._row = self._cells
        self._is_shared = False
        # Held for two additions. Without it, two threads would lose one of them now and then.
        self._lock = threading.Lock()

    def reserve(self, count: int) -> int:
        """Return the first of `count` new columns. Raises RuntimeError once the sheet is shared."""
        if self._is_shared:
            raise RuntimeError("what is counted must be known before processes share the sheet")
        first = self._columns
        self._columns += count
        grown = array("d", self._cells)
        grown.extend([0.0] * count)
        self._cells = self._row = _cells(grown)
        return first

    def share(self, rows: int) -> None:
        """Allocate `rows` processes that fork from this one; this one writes the first."""
        memory = mmap.mmap(-1, max(1, rows * self._columns) * _CELL_BYTES)
        cells = memoryview(memory).cast("d")
        cells[: self._columns] = self._cells[: self._columns]
        self._cells, self._rows, self._is_shared = cells, rows, True
        self.take(0)

    def take(self, row: int) -> None:
        """Write into `row` from now on; no other process may."""
        self._row = self._cells[row * self._columns : (row + 1) * self._columns]

    def clear(self, row: int, columns: Iterable[int]) -> None:
        """Set `columns` of `row` to zero: the process that wrote them ended."""
        for column in columns:
            self._cells[row * self._columns + column] = 0.0

    def add(self, column: int, amount: float) -> None:
        """Add `amount` to a number of this process."""
        with self._lock:
            self._row[column] += amount

    def add_two(self, column: int, other: int, amount: float) -> None:
        """Add one to `column`, and `amount` to `other`."""
        with self._lock:
            row = self._row
            row[column] += 1.0
            row[other] += amount

    def add_three(self, column: int, second: int, other: int, amount: float) -> None:
        """Add one to `column` and to `second`, and `amount` to `other`."""
        with self._lock:
            row = self._row
            row[column] += 1.0
            row[second] += 1.0
            row[other] += amount

    def put(self, column: int, value: float) -> None:
        """Set a number of this process to `value`."""
        self._row[column] = value

    def total(self, column: int) -> float:
        """Return the number, summed over all processes."""
        return sum(self._cells[column :: self._columns].tolist())


def _cells(numbers: "array[float]") -> "memoryview[float]":
    return memoryview(numbers).cast("B").cast("d")
