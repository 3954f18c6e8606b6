"""The lines of a CSV file (RFC 4180), each with its number, and how far we are in the file."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from idp.errors import OperationError
from idp.registry.importing.profile import Profile

_LONGEST_LINE = 65_536
_UTF8_MARK = b"\xef\xbb\xbf"


@dataclass(slots=True)
class CsvFile:
    """An open export whose header was read and found right.

    `places` tells for each field of the profile that is a column where it stands; `headers` are
    all headers of the file; `read_bytes` grows as the rows are taken.
    """

    path: Path
    size_bytes: int
    headers: list[str]
    places: dict[str, int]
    read_bytes: int
    _reader: "Iterator[list[str]]"
    _lines: "_Lines"

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Give each row with the number of the line it ends on.

        Raises OperationError naming line and column of what cannot be read.
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
            raise OperationError(f"{self.path}, line {lines.number}: {error}") from None

    def _wrong_width(self, row: list[str]) -> OperationError:
        width, found = len(self.headers), len(row)
        column = self.headers[found] if found < width else f"number {width + 1}"
        return OperationError(
            f"{self.path}, line {self._lines.number}, column {column}: "
            f"the line has {found} values instead of {width}"
        )


class _Lines:
    """The decoded lines; knows the number of the last one, and how many bytes were read."""

    def __init__(self, file: BinaryIO, path: Path, profile: Profile) -> None:
        self._file = file
        self._path = path
        self._profile = profile
        self.headers: list[str] = []
        self.number = 0
        self.read_bytes = 0

    def __iter__(self) -> Iterator[str]:
        encoding = self._profile.encoding
        readline = self._file.readline
        while line := readline(_LONGEST_LINE + 1):
            self.number += 1
            self.read_bytes += len(line)
            if len(line) > _LONGEST_LINE:
                raise OperationError(
                    f"{self._path}, line {self.number}: longer than {_LONGEST_LINE} bytes"
                )
            if self.number == 1 and line.startswith(_UTF8_MARK) and encoding == "utf-8":
                line = line[len(_UTF8_MARK) :]
            try:
                yield line.decode(encoding)
            except UnicodeDecodeError as error:
                raise self._undecodable(line, error) from None

    def _undecodable(self, line: bytes, error: UnicodeDecodeError) -> OperationError:
        index = line.count(self._profile.separator.encode(), 0, error.start)
        column = self.headers[index] if index < len(self.headers) else f"number {index + 1}"
        return OperationError(
            f"{self._path}, line {self.number}, column {column}: byte "
            f"0x{line[error.start]:02x} is not {self._profile.encoding}; "
            "check the encoding in the profile"
        )


@contextmanager
def open_csv(path: Path, profile: Profile) -> Iterator[CsvFile]:
    """Open `path` and check its header. Raises OperationError for an empty or foreign file."""
    try:
        file = path.open("rb", buffering=1 << 20)
    except OSError as error:
        raise OperationError(f"{path}: {error.strerror}") from error
    with file:
        lines = _Lines(file, path, profile)
        reader = csv.reader(iter(lines), delimiter=profile.separator, strict=True)
        try:
            headers = next(reader, [])
        except csv.Error as error:
            raise OperationError(f"{path}, line 1: {error}") from None
        if not headers:
            raise OperationError(f"{path} is empty")
        lines.headers = headers
        places = _places(path, headers, profile)
        yield CsvFile(path, path.stat().st_size, headers, places, lines.read_bytes, reader, lines)


def _places(path: Path, headers: list[str], profile: Profile) -> dict[str, int]:
    for header in profile.columns.values():
        if headers.count(header) != 1:
            times = "missing" if header not in headers else "there twice"
            raise OperationError(
                f"{path}, line 1: the column {header} is {times}; "
                "the profile names the columns, the separator and the encoding"
            )
    return {name: headers.index(header) for name, header in profile.columns.items()}
