"""Reading a whole file: every row checked, hashed and sealed; a long file by two processes.

Both processes parse every line, which is cheap, and work on alternate blocks of rows, which is
not; each puts its contacts on shelves of its own, and only their index travels between them.
"""

import multiprocessing
from dataclasses import dataclass
from multiprocessing.connection import Connection

from idp.errors import Refused
from idp.keys.vault import Vault
from idp.registry.importing.export import only_csv, open_export
from idp.registry.importing.formats import Arrival, open_rows
from idp.registry.importing.problem import wrong_file
from idp.registry.importing.profile import Format
from idp.registry.importing.rows import RowReader
from idp.registry.importing.sorting import SortedContacts
from idp.registry.importing.staging import Progress

_PROGRESS_EVERY = 1_000
_BLOCK = 1_000
# Below this a second process costs more than it saves.
_LONG_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Read:
    """What an export says beside its contacts; names by code."""

    rows: int
    found: int
    without_address: int
    unmatched: int
    organisations: dict[str, str]
    schools: dict[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class Source:
    """An export, and all that reading a row of it depends on."""

    arrival: Arrival
    vault: Vault
    now: int


def read_file(source: Source, contacts: SortedContacts, progress: Progress) -> Read:
    """Read `source` into `contacts`.

    Raises Refused naming file, line and column of what is wrong.
    """
    read = None
    if _is_long(source) and "fork" in multiprocessing.get_all_start_methods():
        read = _in_two(source, contacts, progress)
    if read is None:
        contacts.clear()
        read = _read(source, contacts, progress, part=0, parts=1)
    if not read.found:
        raise wrong_file(
            "registry.file_nobody", file=source.arrival.called or source.arrival.path.name
        )
    return read


def _is_long(source: Source) -> bool:
    arrival = source.arrival
    if arrival.profile.format is not Format.CSV:
        return False  # putting files together is most of the work, and is done once
    try:
        with open_export(arrival.path, longest_bytes=arrival.longest_bytes) as export:
            return export.size(only_csv(export)) >= _LONG_BYTES
    except Refused:
        return False  # reading it says what is wrong


def _in_two(source: Source, contacts: SortedContacts, progress: Progress) -> Read | None:
    """Return what both processes read; None when either met something wrong.

    One process alone then reads again: only it sees the lines in order, and can name the first
    that contradicts another.
    """
    ours, theirs = multiprocessing.Pipe(duplex=False)
    others = SortedContacts()
    child = multiprocessing.get_context("fork").Process(
        target=_second, args=(source, others, theirs), daemon=True
    )
    child.start()
    theirs.close()
    try:
        first = _read(source, contacts, progress, part=0, parts=2)
        second, index = ours.recv()
    except (Refused, EOFError):
        others.close()
        return None
    finally:
        child.terminate()
        child.join()
        ours.close()
    contacts.take(others, index)
    return _together(first, second)


def _second(source: Source, shelves: SortedContacts, answer: Connection) -> None:
    try:
        read = _read(source, shelves, lambda *_: None, part=1, parts=2)
    except Refused:
        answer.close()
        return
    answer.send((read, shelves.index()))


def _together(one: Read, other: Read) -> Read | None:
    organisations = {**one.organisations, **other.organisations}
    schools = {**one.schools, **other.schools}
    # What the second calls otherwise than the first has overwritten it here.
    if not (one.organisations.items() <= organisations.items()) or not (
        one.schools.items() <= schools.items()
    ):
        return None
    return Read(
        rows=one.rows + other.rows,
        found=one.found + other.found,
        without_address=one.without_address + other.without_address,
        unmatched=one.unmatched,
        organisations=organisations,
        schools=schools,
    )


def _read(
    source: Source, contacts: SortedContacts, progress: Progress, *, part: int, parts: int
) -> Read:
    """Read the blocks of rows that are this process's `part` of so many."""
    profile = source.arrival.profile
    with open_rows(source.arrival) as file:
        reader = RowReader(source=file, profile=profile, vault=source.vault, now=source.now)
        rows = found = 0
        for number, (line, row) in enumerate(file.rows()):
            if number % _PROGRESS_EVERY == 0:
                progress("reading", file.read_bytes, file.size_bytes)
            if number // _BLOCK % parts != part:
                continue
            rows += 1
            contact = reader.read(line, row)
            if contact is not None:
                contacts.add(contact)
                found += 1
        progress("reading", file.read_bytes, file.size_bytes)
    return Read(
        rows=rows,
        found=found,
        without_address=reader.without_address,
        unmatched=file.unmatched,
        organisations=reader.organisations,
        schools=reader.schools,
    )
