"""An export of one CSV file, with one student and one adult on each line."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from operator import itemgetter

from typing_extensions import override

from idp.files.csv_file import CsvFile, Troubled, open_csv
from idp.files.export import Export, only_csv
from idp.files.problem import Place
from idp.registry.importing.profile import FIELDS, ExportProfile
from idp.registry.importing.row_source import ReadingContext, RowSource

# Blank cells of these mean something.
_MAY_BE_BLANK = {"permanent_code", "address", "allowed", "until"}


class SingleFile(RowSource):
    """The rows of one file."""

    has_steady_places = True

    def __init__(self, file: CsvFile, profile: ExportProfile) -> None:
        super().__init__(file, profile.columns)
        self.date_formats = profile.date_formats
        needed = [column for name, column in profile.columns.items() if name not in _MAY_BE_BLANK]
        file.places(needed)
        self._pick = _picker(file, profile)

    @override
    def rows(self, troubled: Troubled) -> Iterator[tuple[int, Sequence[str]]]:
        return self.file.rows(troubled)

    @override
    def pick(self, row: Sequence[str]) -> Sequence[str]:
        return self._pick(row)

    @override
    def place(self, line: int, field: str) -> Place:
        return self.file.name, line, self.columns.get(field, field)


@contextmanager
def open_single_file(export: Export, reading: ReadingContext) -> Iterator[SingleFile]:
    """Open the one CSV file of `export`. Raises Refused when a column of the profile is missing."""
    with open_csv(export, only_csv(export), reading.profile.form) as file:
        yield SingleFile(file, reading.profile)


def _picker(file: CsvFile, profile: ExportProfile) -> Callable[[Sequence[str]], Sequence[str]]:
    """Return the function that picks the fields of a row, in the order of FIELDS."""
    names = [name for name in FIELDS if name in profile.columns]
    where = {name: file.place(profile.columns[name]) for name in names}
    if len(names) == len(FIELDS):
        return itemgetter(*where.values())
    constants = [profile.constants.get(name, "") for name in FIELDS]
    width = len(file.headers)
    take = itemgetter(*(where.get(name, width + index) for index, name in enumerate(FIELDS)))
    return lambda row: take([*row[:width], *constants])
