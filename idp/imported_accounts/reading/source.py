"""Opens a file of accounts, whatever it is written in, and gives them one by one."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from msgspec import Struct

from idp.files.csv_file import CsvFile, CsvForm, open_csv
from idp.files.export import BROKEN, Export, only_csv, open_export
from idp.files.json_file import JsonFile, find_object
from idp.files.problem import Problems, UnusableRow, wrong_file
from idp.imported_accounts.former import FormerAccount, FormerChild
from idp.imported_accounts.reading.entry import AccountEntry, shown
from idp.imported_accounts.reading.firebase import firebase_reader
from idp.imported_accounts.reading.formats import AccountFormat, Reader
from idp.imported_accounts.reading.plain import read_child

_SEPARATORS = (",", ";", "\t")
_JSON = (b"{", b"[")
_HEAD = 4_096
_UTF8_MARK = b"\xef\xbb\xbf"


class AccountFile(Struct, frozen=True, kw_only=True):
    """A file to be read; `fiche_digits` is how long the numbers of children are."""

    path: Path
    format: AccountFormat
    longest_bytes: int
    name: str
    fiche_digits: Collection[int] = (7,)
    now: int = 0


class OpenAccounts:
    """An open file: its accounts, or its children, with the number of each line."""

    def __init__(
        self, file: JsonFile | CsvFile, asked: AccountFile, reader: Reader, problems: Problems
    ) -> None:
        self._file = file
        self._asked = asked
        self._reader = reader
        self._problems = problems

    @property
    def size_bytes(self) -> int:
        """How many bytes there are to read."""
        return self._file.size_bytes

    @property
    def read_bytes(self) -> int:
        """How many bytes were read."""
        return self._file.read_bytes

    def accounts(self) -> Iterator[tuple[int, FormerAccount]]:
        """Yield each account that can be used. Raises Refused for a doubtful file."""
        known, beginnings = self._asked.format.known, self._asked.format.beginnings
        for entry in self._entries():
            try:
                entry.check_members(known, beginnings)
                yield entry.line, self._reader(entry)
            except UnusableRow as trouble:
                self._problems.leave_out(trouble)

    def children(self) -> Iterator[tuple[int, FormerChild]]:
        """Yield each child of a file of children. Raises Refused for a doubtful file."""
        for entry in self._entries():
            try:
                yield entry.line, read_child(entry, self._asked.fiche_digits)
            except UnusableRow as trouble:
                self._problems.leave_out(trouble)

    def _entries(self) -> Iterator[AccountEntry]:
        for line, members in self._members():
            yield AccountEntry(line, members, self._problems.add, self._asked.now)

    def _members(self) -> Iterator[tuple[int, Mapping[str, Any]]]:
        if isinstance(self._file, JsonFile):
            yield from self._file.entries(self._leave_out)
            return
        headers = self._file.headers
        for line, row in self._file.rows(self._leave_out):
            yield line, dict(zip(headers, row, strict=False))

    def _leave_out(self, trouble: UnusableRow, _row: list[str]) -> None:
        # The name of the file is a person's choice: it stands nowhere beside a line.
        trouble.values["file"] = ""
        self._problems.leave_out(trouble)


@contextmanager
def open_accounts(asked: AccountFile, problems: Problems) -> Iterator[OpenAccounts]:
    """Open a file, or the only one of an archive. Raises Refused for a doubtful one."""
    with open_export(asked.path, name=asked.name, longest_bytes=asked.longest_bytes) as export:
        found = only_csv(export)
        with export.open(found) as file:
            head = file.read(_HEAD).removeprefix(_UTF8_MARK)
        if asked.format.is_json and head.lstrip().startswith(_JSON):
            yield from _open_json(export, found, asked, problems)
        elif asked.format.needed:
            yield from _open_csv(export, found, asked, problems, head)
        else:
            raise wrong_file("former.file_not_json", file=asked.name)


def _open_json(
    export: Export, found: str, asked: AccountFile, problems: Problems
) -> Iterator[OpenAccounts]:
    reader = asked.format.reader or firebase_reader(_parameters(export, found, asked))
    try:
        with export.open(found) as file:
            opened = JsonFile(
                file, name=asked.name, size_bytes=export.size(found), member=asked.format.member
            )
            yield OpenAccounts(opened, asked, reader, problems)
    except BROKEN as error:
        raise wrong_file("registry.file_archive_broken", file=asked.name) from error


def _parameters(export: Export, found: str, asked: AccountFile) -> Mapping[str, Any] | None:
    """Return the parameters of a project, wherever in the file they stand."""
    with export.open(found) as file:
        return find_object(file, asked.format.parameters)


def _open_csv(
    export: Export, found: str, asked: AccountFile, problems: Problems, head: bytes
) -> Iterator[OpenAccounts]:
    line = head.split(b"\n", 1)[0].decode("utf-8", "replace")
    separator = max(_SEPARATORS, key=line.count)
    form = CsvForm(separator=separator, encoding="utf-8", final_newline=False)
    with open_csv(export, found, form) as file:
        file.places(asked.format.needed)
        for column in file.headers:
            if column not in asked.format.known:
                name = shown(column)
                raise wrong_file("former.file_unknown_column", file=asked.name, column=name)
            file.place(column)  # refuses one that is there twice
        yield OpenAccounts(file, asked, asked.format.reader or _no_accounts, problems)


def _no_accounts(entry: AccountEntry) -> FormerAccount:
    raise entry.wrong("former.row_kind", "")
