"""Reads a whole file: every row checked, hashed and sealed; a long file by two processes.

Both processes parse every line, which is cheap, and work on alternate blocks of rows, which is
not; each writes its contacts to files of its own, and only their index is sent between them.
"""

import os
from collections.abc import Mapping
from itertools import count, islice
from typing import TYPE_CHECKING

from msgspec import Struct, structs

from idp.errors import Refused
from idp.files.export import only_csv, open_export
from idp.files.problem import UnusableRow, wrong_file
from idp.registry.importing.formats import open_rows
from idp.registry.importing.gathering import Gathered
from idp.registry.importing.names import Names
from idp.registry.importing.profile import Format
from idp.registry.importing.rows import ExportSource, RowReader
from idp.registry.importing.staging import Advance, Progress

if TYPE_CHECKING:  # imported where two processes read: no server does
    from multiprocessing.connection import Connection

_BLOCK = 1_000
# Below this a second process costs more than it saves.
_LONG_BYTES = 8 * 1024 * 1024


class Read(Struct, frozen=True):
    """What an export says beside its contacts.

    `columns`: by field, the column of `file` where a row's problem is reported.
    """

    rows: int
    found: int
    without_address: int
    unmatched: int
    names: Names
    file: str
    columns: Mapping[str, str]

    @property
    def organisations(self) -> dict[str, str]:
        """Names of organisations by their code."""
        return self.names.organisations

    @property
    def schools(self) -> dict[tuple[str, str], str]:
        """Names of schools by the codes of their organisation and their own."""
        return self.names.schools


def read_file(source: ExportSource, gathered: Gathered, progress: Progress) -> Read:
    """Read `source` into `gathered`. Raises Refused for a doubtful file."""
    read = None
    if _is_long(source) and hasattr(os, "fork"):
        read = _in_two(source, gathered, progress)
    if read is None:
        gathered.clear()
        read = _read(source, gathered, progress, part=0, parts=1)
    if not read.found:
        raise wrong_file(
            "registry.file_nobody", file=source.arrival.called or source.arrival.path.name
        )
    return read


def _is_long(source: ExportSource) -> bool:
    arrival = source.arrival
    if arrival.profile.format is not Format.CSV:
        return False  # joining the files is most of the work, and is done once
    try:
        with open_export(arrival.path, longest_bytes=arrival.longest_bytes) as export:
            return export.size(only_csv(export)) >= _LONG_BYTES
    except Refused:
        return False  # reading it reports the error


def _in_two(source: ExportSource, gathered: Gathered, progress: Progress) -> Read | None:
    """Return what both processes read; None when either finds the file doubtful.

    One process alone then reads again, and lists everything before it refuses.
    """
    import multiprocessing

    ours, theirs = multiprocessing.Pipe(duplex=False)
    others = Gathered()
    child = multiprocessing.get_context("fork").Process(
        target=_second, args=(source, others, theirs), daemon=True
    )
    child.start()
    theirs.close()
    try:
        first = _read(source, gathered, progress, part=0, parts=2)
        second, index, problems = ours.recv()
    except (Refused, EOFError):
        others.close()
        return None
    finally:
        child.terminate()
        child.join()
        ours.close()
    gathered.take(others, index)
    gathered.problems.take(problems)
    return _together(first, second)


def _second(source: ExportSource, gathered: Gathered, answer: "Connection") -> None:
    try:
        read = _read(source, gathered, lambda _: None, part=1, parts=2)
    except Refused:
        answer.close()
        return
    answer.send((read, gathered.index(), gathered.problems))


def _together(one: Read, other: Read) -> Read:
    one.names.take(other.names)
    return structs.replace(
        one,
        rows=one.rows + other.rows,
        found=one.found + other.found,
        without_address=one.without_address + other.without_address,
    )


def _read(
    source: ExportSource, gathered: Gathered, progress: Progress, *, part: int, parts: int
) -> Read:
    """Read the blocks of rows that are this process's `part` of so many."""
    with open_rows(source.arrival, now=source.now, problems=gathered.problems) as file:
        reader = RowReader(export=source, rows=file, gathered=gathered)
        taken = seen = 0
        # Malformed rows are in no block: the first process reports them.
        rows = file.rows(reader.leave_out if part == 0 else _nothing)
        for number in count():
            is_ours = number % parts == part
            block = islice(rows, _BLOCK)
            read = reader.take(block) if is_ours else sum(1 for _ in block)
            if not read:
                break
            seen += read
            taken += read * is_ours
            progress(Advance("reading", file.read_bytes, file.size_bytes, seen))
        reader.finish()
        progress(Advance("reading", file.size_bytes, file.size_bytes, seen))
        return Read(
            rows=taken,
            found=reader.found,
            without_address=reader.without_address,
            unmatched=file.unmatched,
            names=reader.names,
            file=file.file.name,
            columns=dict(file.columns),
        )


def _nothing(_trouble: UnusableRow, _row: list[str]) -> None:
    """Leave it to the other process."""
