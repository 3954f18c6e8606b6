"""Rows, one for each student and adult, whatever files they are put together from."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence

from idp.registry.importing.csv_file import CsvFile


class RowSource(ABC):
    """An open export; `file` is the one that is read row by row.

    `unmatched` counts what the export says of people whom it does not list.
    """

    def __init__(self, file: CsvFile) -> None:
        self.file = file
        self.unmatched = 0

    @property
    def size_bytes(self) -> int:
        """How much there is to read."""
        return self.file.size_bytes

    @property
    def read_bytes(self) -> int:
        """How much was read."""
        return self.file.read_bytes

    @abstractmethod
    def rows(self) -> Iterator[tuple[int, Sequence[str]]]:
        """Give each row with the number of its line. Raises Refused for what cannot be read."""

    def pick(self, row: Sequence[str]) -> Sequence[str]:
        """Return the fields of a row, in the order of `FIELDS`."""
        return row

    @abstractmethod
    def place(self, line: int, field: str) -> tuple[str, int, str]:
        """Return file, line and column of `field` in the row that was given last."""
