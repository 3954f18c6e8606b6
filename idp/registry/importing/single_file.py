"""An export that is one CSV file: a line says everything of one student and one adult."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from operator import itemgetter

from typing_extensions import override

from idp.registry.importing.csv_file import CsvFile, open_csv
from idp.registry.importing.export import Export, only_csv
from idp.registry.importing.profile import FIELDS, Profile
from idp.registry.importing.row_source import RowSource


class SingleFile(RowSource):
    """The rows of one file."""

    def __init__(self, file: CsvFile, profile: Profile) -> None:
        super().__init__(file)
        self._columns = profile.columns
        self._pick = _picker(file, profile)

    @override
    def rows(self) -> Iterator[tuple[int, Sequence[str]]]:
        return self.file.rows()

    @override
    def pick(self, row: Sequence[str]) -> Sequence[str]:
        return self._pick(row)

    @override
    def place(self, line: int, field: str) -> tuple[str, int, str]:
        return self.file.name, line, self._columns.get(field, field)


@contextmanager
def open_single_file(export: Export, profile: Profile) -> Iterator[SingleFile]:
    """Open the one CSV file of `export`. Raises Refused when a column of `profile` is missing."""
    with open_csv(export, only_csv(export), profile.form) as file:
        yield SingleFile(file, profile)


def _picker(file: CsvFile, profile: Profile) -> Callable[[Sequence[str]], Sequence[str]]:
    """Return what takes the fields out of a row, in the order of FIELDS."""
    names = [name for name in FIELDS if name in profile.columns]
    where = dict(zip(names, file.places(profile.columns[name] for name in names), strict=True))
    if len(names) == len(FIELDS):
        return itemgetter(*where.values())
    constants = [profile.constants.get(name, "") for name in FIELDS]
    width = len(file.headers)
    take = itemgetter(*(where.get(name, width + index) for index, name in enumerate(FIELDS)))
    return lambda row: take([*row, *constants])
