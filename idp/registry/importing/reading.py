"""Reads a whole file: every row checked, hashed and sealed; a long file by two processes.

Each reads its part of the file, in blocks of rows, and writes its contacts to files of its own;
only their index is sent between them.
"""

import math
import os
from collections.abc import Mapping
from itertools import islice
from typing import TYPE_CHECKING

from msgspec import Struct, structs

from idp.errors import Refused
from idp.files.export import only_csv, open_export
from idp.files.problem import wrong_file
from idp.registry.importing.formats import open_rows
from idp.registry.importing.gathering import Gathered
from idp.registry.importing.names import Names
from idp.registry.importing.profile import Format
from idp.registry.importing.rows import ExportSource, RowReader
from idp.registry.importing.staging import Advance, Progress

if TYPE_CHECKING:  # imported where two processes read: no server does
    from multiprocessing.connection import Connection

_BLOCK = 1_000
# From where to where in the file. The second process passes over the first part, which takes time
# as well.
_WHOLE, _FIRST, _SECOND = (0.0, 1.0), (0.0, 0.53), (0.53, 1.0)
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
        read = _read(source, gathered, progress, _WHOLE)
    if not read.found:
        raise wrong_file(
            "registry.file_nobody", file=source.arrival.called or source.arrival.path.name
        )
    progress(Advance("reading", 1, 1, read.rows))
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
        first = _read(source, gathered, progress, _FIRST)
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
        read = _read(source, gathered, lambda _: None, _SECOND)
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
    source: ExportSource, gathered: Gathered, progress: Progress, part: tuple[float, float]
) -> Read:
    """Read the rows of a `part` of the file."""
    with open_rows(source.arrival, now=source.now, problems=gathered.problems) as file:
        begin, end = (round(file.size_bytes * share) for share in part)
        file.file.keep(begin, math.inf if part[1] == 1 else end)
        reader = RowReader(export=source, rows=file, gathered=gathered)
        taken = 0
        rows = file.rows(reader.leave_out)
        while read := reader.take(islice(rows, _BLOCK)):
            taken += read
            seen = round(taken / (part[1] - part[0]))  # the other process is as far
            progress(Advance("reading", file.read_bytes - begin, end - begin, seen))
        reader.finish()
        return Read(
            rows=taken,
            found=reader.found,
            without_address=reader.without_address,
            unmatched=file.unmatched,
            names=reader.names,
            file=file.file.name,
            columns=dict(file.columns),
        )
