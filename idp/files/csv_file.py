"""The rows of a CSV file (RFC 4180), each with the number of its line.

A doubtful file (a wrong encoding, a missing end, a quotation mark that swallows lines) is refused;
a malformed row is passed to `troubled`.
"""

import csv
import math
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from unicodedata import normalize

from msgspec import Struct

from idp.files.csv_lines import CsvLines
from idp.files.export import BROKEN, Export
from idp.files.problem import UnusableRow, wrong_file, wrong_row
from idp.normalisation.blanks import trimmed


class CsvForm(Struct, frozen=True):
    """How a file is written; `encoding` is Python's name for it.

    `final_newline`: the last line must end as every other; a file without that end was cut.
    """

    separator: str = ","
    encoding: str = "utf-8"
    final_newline: bool = True


Troubled = Callable[[UnusableRow, list[str]], None]
"""Called with the problem of a row, and the row as far as it was read."""


class CsvFile:
    """An open file whose header was read; `read_bytes` grows as the rows are read.

    A row may lack last columns that `places` was not asked for: a spreadsheet drops the last
    cells of a row when they are empty.
    """

    def __init__(self, *, name: str, size_bytes: int, lines: CsvLines, form: CsvForm) -> None:
        self.name = name
        self.size_bytes = size_bytes
        self.read_bytes = 0
        self.needed = 1
        """How many cells a row must have at least."""
        self._lines = lines
        self._form = form
        self._end: float = math.inf
        self._texts = iter(lines)
        self._begin_rows(self._texts)
        self.headers = [normalize("NFC", trimmed(each)) for each in self._header()]
        if lines.undecodable is not None:
            raise lines.wrong_encoding(self.headers)

    def _begin_rows(self, texts: Iterable[str]) -> None:
        self._reader = csv.reader(texts, delimiter=self._form.separator, strict=True)

    def _header(self) -> list[str]:
        try:
            headers = next(self._reader, [])
        except csv.Error as error:
            raise wrong_file("registry.file_not_csv", file=self.name, line=1) from error
        if not headers:
            raise wrong_file("registry.file_empty", file=self.name)
        return headers

    def places(self, columns: Iterable[str]) -> list[int]:
        """Return the index of each of `columns`. Raises Refused unless each is there once."""
        found = [self.place(each) for each in columns]
        self.needed = max([self.needed, *(place + 1 for place in found)])
        return found

    def optional_place(self, column: str) -> int | None:
        """Return the index of `column`, or None. Raises Refused when it is there twice."""
        return self.place(column) if normalize("NFC", column) in self.headers else None

    def place(self, column: str) -> int:
        """Return the index of `column`, which a row may lack. Raises Refused as `places` does."""
        column = normalize("NFC", column)
        if self.headers.count(column) == 1:
            return self.headers.index(column)
        key = "registry.file_column_missing"
        if column in self.headers:
            key = "registry.file_column_twice"
        raise wrong_file(key, file=self.name, column=column)

    def keep(self, begin: int, end: float) -> None:
        """Read only the rows that begin at the byte `begin` or later, and before `end`.

        Those before are passed over unchecked: line by line, which takes a fifth of the time, up
        to the first quotation mark, after which a line need not be a row.
        """
        lines = self._lines
        while lines.read_bytes < begin and (text := next(self._texts, None)) is not None:
            if '"' in text:
                self._begin_rows(chain((text,), self._texts))
                before = lines.number - 1
                while self._next(before, _unheard) is not None and lines.read_bytes < begin:
                    before = lines.number
        lines.undecodable = None
        self._end = end

    def rows(self, troubled: Troubled) -> Iterator[tuple[int, list[str]]]:
        """Yield each row with the number of the line it ends on, without blank ones.

        Raises Refused for a doubtful file.
        """
        lines = self._lines
        before = lines.number
        while lines.read_bytes < self._end and (row := self._next(before, troubled)) is not None:
            before = lines.number
            # Faster: nearly every row has something in its first cell.
            if row and (row[0].strip() or any(map(trimmed, row))):
                self.read_bytes = lines.read_bytes
                yield before, row
        self._finish()

    def _next(self, before: int, troubled: Troubled) -> list[str] | None:
        """Return a row, an empty one when it is left out, or None at the end."""
        lines = self._lines
        try:
            row = next(self._reader, None)
        except csv.Error as error:
            # Only a fault within one line leaves the lines after it readable.
            if lines.is_over or lines.number != before + 1:
                raise wrong_file(
                    "registry.file_not_csv", file=self.name, line=before + 1
                ) from error
            lines.undecodable = None
            place = (self.name, lines.number, "")
            cells = lines.last.replace('"', "").split(self._form.separator)
            troubled(wrong_row("registry.row_not_csv", place), cells)
            return []
        except BROKEN as error:
            raise wrong_file("registry.file_archive_broken", file=self.name) from error
        if row is None or (
            lines.number == before + 1
            and len(row) == len(self.headers)
            and lines.undecodable is None
        ):
            return row
        trouble = self._trouble(row, before)
        if trouble is not None:
            troubled(trouble, row)
            return []
        return row

    def _trouble(self, row: list[str], before: int) -> UnusableRow | None:
        """Return the problem of a row as a whole; else pad it to its width."""
        width, number = len(self.headers), self._lines.number
        undecodable, self._lines.undecodable = self._lines.undecodable, None
        if number - before > 1 and self._swallowed(row):
            raise wrong_file("registry.file_not_csv", file=self.name, line=before + 1)
        while len(row) > width and not trimmed(row[-1]):
            row.pop()
        if not any(map(trimmed, row)):
            row.clear()
            return None
        if undecodable is not None:
            place = (self.name, number, self._column(undecodable.cell))
            return wrong_row("registry.row_encoding", place, encoding=self._form.encoding)
        if not self.needed <= len(row) <= width:
            place = (self.name, number, self._column(min(len(row), width)))
            return wrong_row("registry.row_width", place, found=len(row), wanted=width)
        row += [""] * (width - len(row))
        return None

    def _swallowed(self, row: list[str]) -> bool:
        """Return whether a cell of several lines holds what looks like rows."""
        most = len(self.headers) - 1
        return most > 0 and any(
            "\n" in cell and cell.count(self._form.separator) >= most for cell in row
        )

    def _column(self, index: int) -> str:
        return self.headers[index] if index < len(self.headers) else f"{index + 1}"

    def _finish(self) -> None:
        """Raise Refused when the file as a whole is doubtful."""
        lines = self._lines
        if lines.is_mostly_undecodable:
            raise lines.wrong_encoding(self.headers)
        if lines.is_cut and self._form.final_newline:
            raise wrong_file("registry.file_cut", file=self.name, line=lines.number)


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
            lines = CsvLines(file, found, separator=form.separator, encoding=form.encoding)
            yield CsvFile(name=found, size_bytes=export.size(found), lines=lines, form=form)
    except BROKEN as error:
        raise wrong_file("registry.file_archive_broken", file=found) from error


def _unheard(_trouble: UnusableRow, _row: list[str]) -> None:
    """Say nothing of a row that is passed over."""


def refuse_row(trouble: UnusableRow, _row: list[str]) -> None:
    """Refuse the file for a malformed row, in files that only programs write."""
    values = trouble.values
    raise wrong_file("registry.file_not_csv", file=values["file"], line=values["line"])
