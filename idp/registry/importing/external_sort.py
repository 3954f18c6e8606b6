"""Putting more in order than memory holds: by the first byte of a hash, then each by its keys.

A million rows in one sorted list take 610 MB more than the process had; this way, 50, in the same
time.

What waits on disk holds hashes and sealed values alone, in files without a name: whatever
becomes of the process, nothing is left behind.
"""

import marshal
import tempfile
from collections.abc import Iterator
from operator import itemgetter
from typing import IO, Any, Generic, TypeVar

T = TypeVar("T", bound=tuple[Any, ...])

# 256 shelves: hashes spread evenly, so a million are four thousand on each.
_SHELVES = 256
_WAITING = 50_000
_PLAIN_MARSHAL = 2  # later versions look for repeated objects, which costs more than it saves


Index = list[list[tuple[int, int]]]
"""Where on the disk the parts of each shelf are: place and size in bytes."""


class Sorted(Generic[T]):
    """Takes tuples that begin with a hash in any order, gives them back by their first `keys`."""

    def __init__(self, *, keys: int) -> None:
        self._key = itemgetter(*range(keys))
        self._waiting: list[list[T]] = [[] for _ in range(_SHELVES)]
        self._count = 0
        self._spilt: Index = [[] for _ in range(_SHELVES)]
        self._taken: list[tuple[IO[bytes], Index]] = []
        self._file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `close`

    def close(self) -> None:
        """Close the files, which ends them."""
        self._file.close()
        for file, _ in self._taken:
            file.close()

    def clear(self) -> None:
        """Forget everything that was added."""
        for file, _ in self._taken:
            file.close()
        self._spilt = [[] for _ in range(_SHELVES)]
        self._waiting = [[] for _ in range(_SHELVES)]
        self._taken, self._count = [], 0

    def index(self) -> Index:
        """Put everything on the disk and return where it is."""
        self._spill()
        self._file.flush()
        return self._spilt

    def take(self, others: "Sorted[T]", index: Index) -> None:
        """Add what another process put on the shelves of `others`."""
        self._taken.append((others._file, index))  # noqa: SLF001 - another of our own kind

    def add(self, each: T) -> None:
        """Take one."""
        self._waiting[each[0][0]].append(each)
        self._count += 1
        if self._count >= _WAITING:
            self._spill()

    def __iter__(self) -> Iterator[T]:
        """Give all, in order; no more may be added."""
        sources = [(self._file, self._spilt), *self._taken]
        for number, waiting in enumerate(self._waiting):
            shelf = waiting.copy()
            waiting.clear()
            for file, index in sources:
                for place, size in index[number]:
                    file.seek(place)
                    # Never `marshal.load`: it asks the file for every object, five times as slow.
                    shelf += marshal.loads(file.read(size))  # noqa: S302 - written by ourselves
            shelf.sort(key=self._key)
            yield from shelf

    def _spill(self) -> None:
        for places, shelf in zip(self._spilt, self._waiting, strict=True):
            if shelf:
                packed = marshal.dumps(shelf, _PLAIN_MARSHAL)
                places.append((self._file.tell(), len(packed)))
                self._file.write(packed)
                shelf.clear()
        self._count = 0
