"""Putting more contacts in order than memory holds: sorted runs on disk, merged as they are read.

The runs hold hashes and sealed values alone, in files without a name: whatever becomes of the
process, nothing is left behind.
"""

import heapq
import marshal
import tempfile
from collections.abc import Iterator
from types import TracebackType
from typing import IO, Self

from idp.registry.importing.rows import Contact

_RUN = 50_000
_BLOCK = 500


class SortedContacts:
    """Takes contacts in any order, gives them back by address, student and line."""

    def __init__(self) -> None:
        self._waiting: list[Contact] = []
        self._runs: list[IO[bytes]] = []

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the files, which ends them."""
        for run in self._runs:
            run.close()

    def add(self, contact: Contact) -> None:
        """Take one."""
        self._waiting.append(contact)
        if len(self._waiting) >= _RUN:
            self._spill()

    def __iter__(self) -> Iterator[Contact]:
        """Give all, in order; no more may be added."""
        self._waiting.sort()
        if not self._runs:
            return iter(self._waiting)
        self._spill()
        return heapq.merge(*(_read(run) for run in self._runs))

    def _spill(self) -> None:
        self._waiting.sort()
        run = tempfile.TemporaryFile()  # noqa: SIM115 - closed by __exit__
        for start in range(0, len(self._waiting), _BLOCK):
            marshal.dump(self._waiting[start : start + _BLOCK], run)
        self._waiting.clear()
        self._runs.append(run)


def _read(run: IO[bytes]) -> Iterator[Contact]:
    run.seek(0)
    while True:
        try:
            block = marshal.load(run)  # noqa: S302 - written a moment ago by this process
        except EOFError:
            return
        yield from block
