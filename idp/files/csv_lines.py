"""The lines of a CSV file as text: which encoding they are in, and whether the last one ends."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from msgspec import Struct

from idp.errors import Refused
from idp.files.problem import wrong_file

_LONGEST_LINE = 65_536
_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
# DOS programs write it after the last line.
_CTRL_Z = b"\x1a"
# Pairs of Windows-1252 signs that would make such a letter of UTF-8 never stand in a text: `Ã©`,
# `â€™`. By what is left out: what is let in would be set down one by one, sixty thousand times.
_PLAINLY_UTF8 = re.compile("[^\\x00-\x7f\u0180-\u02ff\u0370-\u07ff]|[^\\x00-\x7f]{2}")


class Undecodable(Struct, frozen=True):
    """A byte that is not of the encoding, by its line and cell."""

    line: int
    cell: int
    byte: int


class CsvLines:
    """The decoded lines; knows the number of the last one, and how many bytes were read."""

    def __init__(self, file: BinaryIO, name: str, *, separator: str, encoding: str) -> None:
        self._file = file
        self._name = name
        self._separator = separator.encode()
        self._encoding = encoding
        self._right = self._wrong = 0
        self._first: Undecodable | None = None
        self.undecodable: Undecodable | None = None
        """Those of the current row; the reader of the row clears it."""
        self.last = ""
        self.number = 0
        self.read_bytes = 0
        self.is_cut = False
        self.is_over = False

    @property
    def is_mostly_undecodable(self) -> bool:
        """Whether the whole file is in another encoding, not some lines."""
        return self._wrong > 0 and self._wrong >= self._right

    def __iter__(self) -> Iterator[str]:
        """Yield every line. Raises Refused when a line is too long, or in another encoding."""
        readline = self._file.readline
        while line := readline(_LONGEST_LINE + 1):
            self.number += 1
            self.read_bytes += len(line)
            if len(line) > _LONGEST_LINE:
                raise wrong_file("registry.file_line_long", file=self._name, line=self.number)
            if self.number == 1:
                line = self._without_mark(line)
            if not line.endswith(b"\n"):
                line = self._last(line)
            self.last = line.decode() if line.isascii() else self._decoded(line)
            yield self.last
        self.is_over = True

    def wrong_encoding(self, headers: list[str]) -> Refused:
        """Return the refusal of a file in another encoding than the profile says."""
        assert self._first is not None  # noqa: S101 - asked only where there is one
        cell = self._first.cell
        return wrong_file(
            "registry.file_encoding",
            file=self._name,
            line=self._first.line,
            column=headers[cell] if cell < len(headers) else f"{cell + 1}",
            byte=f"0x{self._first.byte:02x}",
            encoding=self._encoding,
        )

    def _last(self, line: bytes) -> bytes:
        if line.endswith(_CTRL_Z):
            return line.rstrip(_CTRL_Z) + b"\n"
        self.is_cut = True
        return line

    def _without_mark(self, line: bytes) -> bytes:
        if line.startswith(_UTF16_MARKS):
            raise wrong_file("registry.file_utf16", file=self._name)
        if line.startswith(_UTF8_MARK):
            if self._encoding != "utf-8":
                raise wrong_file("registry.file_utf8_after_all", file=self._name, line=1)
            return line[len(_UTF8_MARK) :]
        return line

    def _decoded(self, line: bytes) -> str:
        if self._encoding != "utf-8" and _is_utf8_text(line):
            raise wrong_file("registry.file_utf8_after_all", file=self._name, line=self.number)
        try:
            text = line.decode(self._encoding)
        except UnicodeDecodeError as error:
            cell = line.count(self._separator, 0, error.start)
            self.undecodable = Undecodable(self.number, cell, line[error.start])
            self._first = self._first or self.undecodable
            self._wrong += 1
            return line.decode(self._encoding, "replace")
        self._right += 1
        return text


def _is_utf8_text(line: bytes) -> bool:
    """Return whether a line is UTF-8, whatever a profile says.

    In Windows-1252 an `É` before a no-break space is also a letter of UTF-8, but one that is never
    written here.
    """
    try:
        return _PLAINLY_UTF8.search(line.decode("utf-8")) is not None
    except UnicodeDecodeError:
        return False
