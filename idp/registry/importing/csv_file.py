"""The lines of a CSV file (RFC 4180), each with its number, and how far we are in the file."""

import csv
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from idp.errors import Refused
from idp.registry.importing.export import BROKEN, Export
from idp.registry.importing.problem import wrong_file, wrong_row
from idp.spelling.blanks import trimmed

_LONGEST_LINE = 65_536
_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class CsvForm:
    """How a file is written; `encoding` is Python's name for it."""

    separator: str = ","
    encoding: str = "utf-8"


class CsvFile:
    """An open file whose header was read; `read_bytes` grows as the rows are taken."""

    def __init__(self, *, name: str, size_bytes: int, lines: "_Lines", form: CsvForm) -> None:
        self.name = name
        self.size_bytes = size_bytes
        self.read_bytes = 0
        self._lines = lines
        self._reader = csv.reader(iter(lines), delimiter=form.separator, strict=True)
        self.headers = [trimmed(each) for each in self._header()]
        lines.headers = self.headers

    def _header(self) -> list[str]:
        try:
            headers = next(self._reader, [])
        except csv.Error as error:
            raise wrong_file("registry.file_not_csv", file=self.name, line=1) from error
        if not headers:
            raise wrong_file("registry.file_empty", file=self.name)
        return headers

    def places(self, columns: Iterable[str]) -> list[int]:
        """Return where each of `columns` stands. Raises Refused unless each is there once."""
        return [self._place(each) for each in columns]

    def optional_place(self, column: str) -> int | None:
        """Return where `column` stands, None where it does not. Raises Refused when it is twice."""
        return self._place(column) if column in self.headers else None

    def _place(self, column: str) -> int:
        if self.headers.count(column) == 1:
            return self.headers.index(column)
        key = "registry.file_column_missing"
        if column in self.headers:
            key = "registry.file_column_twice"
        raise wrong_file(key, file=self.name, column=column)

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Give each row with the number of the line it ends on.

        Raises Refused naming line and column of what cannot be read.
        """
        width = len(self.headers)
        lines = self._lines
        try:
            for row in self._reader:
                if len(row) != width:
                    if not row:
                        continue  # a blank line, as editors leave at the end
                    raise self._wrong_width(row)
                self.read_bytes = lines.read_bytes
                yield lines.number, row
        except csv.Error as error:
            raise wrong_file("registry.file_not_csv", file=self.name, line=lines.number) from error
        except BROKEN as error:
            raise wrong_file("registry.file_archive_broken", file=self.name) from error

    def _wrong_width(self, row: list[str]) -> Refused:
        width, found = len(self.headers), len(row)
        column = self.headers[found] if found < width else f"{width + 1}"
        place = (self.name, self._lines.number, column)
        return wrong_row("registry.row_width", place, found=found, wanted=width)


class _Lines:
    """The decoded lines; knows the number of the last one, and how many bytes were read."""

    def __init__(self, file: BinaryIO, name: str, form: CsvForm) -> None:
        self._file = file
        self._name = name
        self._form = form
        self.headers: list[str] = []
        self.number = 0
        self.read_bytes = 0

    def __iter__(self) -> Iterator[str]:
        encoding = self._form.encoding
        readline = self._file.readline
        while line := readline(_LONGEST_LINE + 1):
            self.number += 1
            self.read_bytes += len(line)
            if len(line) > _LONGEST_LINE:
                raise wrong_file("registry.file_line_long", file=self._name, line=self.number)
            if self.number == 1:
                line = self._without_mark(line)
            try:
                yield line.decode(encoding)
            except UnicodeDecodeError as error:
                raise self._undecodable(line, error) from None

    def _without_mark(self, line: bytes) -> bytes:
        if line.startswith(_UTF16_MARKS):
            raise wrong_file("registry.file_utf16", file=self._name)
        if line.startswith(_UTF8_MARK):
            if self._form.encoding != "utf-8":
                raise wrong_file("registry.file_utf8_after_all", file=self._name)
            return line[len(_UTF8_MARK) :]
        return line

    def _undecodable(self, line: bytes, error: UnicodeDecodeError) -> Refused:
        index = line.count(self._form.separator.encode(), 0, error.start)
        column = self.headers[index] if index < len(self.headers) else f"{index + 1}"
        return wrong_row(
            "registry.row_encoding",
            (self._name, self.number, column),
            byte=f"0x{line[error.start]:02x}",
            encoding=self._form.encoding,
        )


@contextmanager
def open_csv(export: Export, name: str, form: CsvForm) -> Iterator[CsvFile]:
    """Open the file `name` of `export` and read its header.

    Raises Refused for a file that is missing, empty or cannot be read.
    """
    found = export.find(name)
    if found is None:
        raise wrong_file("registry.file_member_missing", file=export.name, member=name)
    try:
        with export.open(found) as file:
            lines = _Lines(file, found, form)
            yield CsvFile(name=found, size_bytes=export.size(found), lines=lines, form=form)
    except BROKEN as error:
        raise wrong_file("registry.file_archive_broken", file=found) from error
