"""Rows, one for each student and adult, from any format of files."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct

from idp.files.csv_file import CsvFile, Troubled
from idp.files.problem import Place, Problems, UnusableRow
from idp.registry.importing.profile import ExportProfile

Row = tuple[int, Sequence[str]]
"""The number of its line, and its cells."""


class ReadingContext(Struct, frozen=True):
    """The context of reading an export: its profile, the day, the collector of problems."""

    profile: ExportProfile
    today: date
    problems: Problems

    def left_out(self, trouble: UnusableRow, _row: Sequence[str] = ()) -> None:
        """Record that a row is left out."""
        self.problems.leave_out(trouble)


class RowSource(ABC):
    """An open export; `file` is the one that is read row by row.

    `unmatched` counts links to people whom the export does not list. `columns` says which column
    of that file has a field, for messages about an earlier row.
    """

    date_formats: tuple[str, ...] = ("%Y-%m-%d",)
    has_steady_places = False
    """Whether `place` is right for earlier rows as well."""

    def __init__(self, file: CsvFile, columns: Mapping[str, str]) -> None:
        self.file = file
        self.columns = columns
        self.unmatched = 0

    @property
    def size_bytes(self) -> int:
        """How many bytes there are to read."""
        return self.file.size_bytes

    @property
    def read_bytes(self) -> int:
        """How many bytes were read."""
        return self.file.read_bytes

    @abstractmethod
    def rows(self, troubled: Troubled) -> Iterator[Row]:
        """Yield each row with the number of its line; malformed ones are passed to `troubled`.

        Raises Refused for a doubtful file.
        """

    def pick(self, row: Sequence[str]) -> Sequence[str]:
        """Return the fields of a row, in the order of `FIELDS`."""
        return row

    @abstractmethod
    def place(self, line: int, field: str) -> Place:
        """Return file, line and column of `field` in the last row, on `line`."""
