"""Putting more contacts in order than memory holds: by the first byte of the address, then each.

What waits on disk holds hashes and sealed values alone, in files without a name: whatever
becomes of the process, nothing is left behind.
"""

import marshal
import tempfile
from collections.abc import Iterator
from types import TracebackType
from typing import IO, Self

from idp.registry.importing.rows import Contact

# 256 shelves: hashes spread evenly, so a million contacts are four thousand on each.
_SHELVES = 256
_WAITING = 50_000
_PLAIN_MARSHAL = 2  # later versions look for repeated objects, which costs more than it saves


Index = list[list[tuple[int, int]]]
"""Where on the disk the parts of each shelf are: place and size in bytes."""


class SortedContacts:
    """Takes contacts in any order, gives them back by address, student and line."""

    def __init__(self) -> None:
        self._waiting: list[list[Contact]] = [[] for _ in range(_SHELVES)]
        self._count = 0
        self._spilt: Index = [[] for _ in range(_SHELVES)]
        self._taken: list[tuple[IO[bytes], Index]] = []
        self._file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed by __exit__

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close."""
        self.close()

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

    def take(self, others: "SortedContacts", index: Index) -> None:
        """Add what another process put on the shelves of `others`."""
        self._taken.append((others._file, index))  # noqa: SLF001 - another of our own kind

    def add(self, contact: Contact) -> None:
        """Take one."""
        self._waiting[contact[0][0]].append(contact)
        self._count += 1
        if self._count >= _WAITING:
            self._spill()

    def __iter__(self) -> Iterator[Contact]:
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
            shelf.sort()
            yield from shelf

    def _spill(self) -> None:
        for places, shelf in zip(self._spilt, self._waiting, strict=True):
            if shelf:
                packed = marshal.dumps(shelf, _PLAIN_MARSHAL)
                places.append((self._file.tell(), len(packed)))
                self._file.write(packed)
                shelf.clear()
        self._count = 0
