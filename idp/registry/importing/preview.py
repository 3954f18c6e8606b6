"""Reads the first rows of a file, so that a person can say what its columns hold."""

import csv
from itertools import islice
from pathlib import Path

from msgspec import Struct

from idp.files.csv_file import CsvForm, open_csv
from idp.files.export import Export, only_csv, open_export
from idp.files.problem import UnusableRow
from idp.keys.vault import Vault
from idp.registry.importing.formats import ExportFile, open_rows
from idp.registry.importing.gathering import Gathered
from idp.registry.importing.profile import ENCODINGS, SEPARATORS
from idp.registry.importing.rows import ExportSource, RowReader

_HEAD_BYTES = 1 << 16
_SHOWN_CHARACTERS = 120


class FileHead(Struct, frozen=True):
    """The head of a file, and its likely CSV form; `encoding` as profiles name it."""

    separator: str
    encoding: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class TriedRow(Struct, frozen=True):
    """A row as a profile reads it: its fields, or why it cannot be read."""

    line: int
    fields: tuple[str, ...]
    problem: UnusableRow | None


def look(path: Path, *, called: str, longest_bytes: int, count: int) -> FileHead:
    """Return the head of the one CSV file at `path`. Raises Refused when there is none."""
    with open_export(path, name=called, longest_bytes=longest_bytes) as export:
        name = only_csv(export)
        form = _guessed(export, name)
        with open_csv(export, name, form) as file:
            rows = tuple(
                tuple(map(_shown, row)) for _, row in islice(file.rows(lambda *_: None), count)
            )
            headers = tuple(file.headers)
    encoding = next(shown for shown, python in ENCODINGS.items() if python == form.encoding)
    return FileHead(form.separator, encoding, headers, rows)


def try_rows(
    arrival: ExportFile, vault: Vault, *, now: int, count: int, accented_addresses: bool
) -> tuple[TriedRow, ...]:
    """Read the first rows of an export by its profile, and continue after a wrong one.

    Raises Refused when the export is wrong as a whole.
    """
    tried: list[TriedRow] = []

    def left_out(trouble: UnusableRow, row: list[str]) -> None:
        tried.append(TriedRow(int(str(trouble.values["line"])), tuple(map(_shown, row)), trouble))

    with (
        Gathered() as gathered,
        open_rows(arrival, now=now, problems=gathered.problems) as source,
    ):
        # For no import: nothing is kept of what is read.
        export = ExportSource(arrival, vault, now, 0, accented_addresses=accented_addresses)
        reader = RowReader(export=export, rows=source, gathered=gathered)
        for line, row in source.rows(left_out):
            if len(tried) >= count:
                break
            fields = source.pick(row)
            shown = tuple(map(_shown, fields))
            tried.append(TriedRow(line, shown, next(reader.troubles(line, fields), None)))
    return tuple(tried)


def _guessed(export: Export, name: str) -> CsvForm:
    with export.open(name) as file:
        head = file.read(_HEAD_BYTES)
    first = head.partition(b"\n")[0].decode("latin-1")
    separator = max(SEPARATORS, key=lambda each: _cells(first, each))
    # The end of the head may cut a character in two.
    whole = head.rpartition(b"\n")[0] or head
    try:
        whole.decode("utf-8")
    except UnicodeDecodeError:
        return CsvForm(separator, "cp1252")
    return CsvForm(separator, "utf-8")


def _cells(line: str, separator: str) -> int:
    try:
        return len(next(csv.reader([line], delimiter=separator), []))
    except csv.Error:
        # A carriage return that ends no line: the import itself reports it.
        return 0


def _shown(cell: str) -> str:
    return cell if len(cell) <= _SHOWN_CHARACTERS else cell[:_SHOWN_CHARACTERS] + "…"
