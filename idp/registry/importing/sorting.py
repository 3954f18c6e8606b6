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


class SortedContacts:
    """Takes contacts in any order, gives them back by address, student and line."""

    def __init__(self) -> None:
        self._waiting: list[list[Contact]] = [[] for _ in range(_SHELVES)]
        self._count = 0
        self._spilt: list[list[tuple[int, int]]] = [[] for _ in range(_SHELVES)]
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
        """Close the file, which ends it."""
        self._file.close()

    def add(self, contact: Contact) -> None:
        """Take one."""
        self._waiting[contact[0][0]].append(contact)
        self._count += 1
        if self._count >= _WAITING:
            self._spill()

    def __iter__(self) -> Iterator[Contact]:
        """Give all, in order; no more may be added."""
        for places, waiting in zip(self._spilt, self._waiting, strict=True):
            shelf = waiting.copy()
            waiting.clear()
            for place, size in places:
                self._file.seek(place)
                # Never `marshal.load`: it asks the file for every object, five times as slow.
                shelf += marshal.loads(self._file.read(size))  # noqa: S302 - written by ourselves
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
