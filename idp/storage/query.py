"""A statement that returns rows, and the type of each."""

from collections.abc import Callable
from operator import itemgetter
from typing import Any, Generic, TypeVar, get_args, get_origin

from idp.storage.columns import columns_of
from idp.storage.statement import Statement

Record = TypeVar("Record")
Values = tuple[Any, ...]
Conversion = Callable[[Any], object]


class Query(Statement, Generic[Record]):
    """A statement whose rows are `record`s: a struct or dataclass with a member for each column.

    Columns are matched with members by name, once, when the first row is read: a start reads by a
    few of hundreds, and a test matches them all. A conversion is named after its column, and
    converts each value for its member. A statement with one column may be read as its value; one
    with two, as `tuple[first, second]`.
    """

    __slots__ = ("_conversions", "_read", "_record")

    def __init__(self, record: type[Record], sql: str, /, **conversions: Conversion) -> None:
        super().__init__(sql)
        self._record = record
        self._conversions = conversions
        self._read: Callable[[Values], Record] | None = None

    @property
    def read(self) -> Callable[[Values], Record]:
        """What makes a record of a row.

        Raises TypeError unless the columns are all the members of the record.
        """
        if self._read is None:
            self._read = _reader(self._record, columns_of(self.sql), self._conversions)
        return self._read


def words(text: str | None) -> tuple[str, ...]:
    """Return the words that a column keeps, separated by spaces."""
    return tuple(text.split()) if text else ()


def _reader(
    record: type[Record], columns: tuple[str, ...], conversions: dict[str, Conversion]
) -> Callable[[Values], Record]:
    members: tuple[str, ...] | None = getattr(record, "__match_args__", None)
    if members is None:
        return _bare_reader(record, columns, conversions)
    if sorted(columns) != sorted(members) or not conversions.keys() <= set(members):
        missing = sorted({*members} ^ {*columns} | conversions.keys() - {*members})
        raise TypeError(f"{record.__name__} and its statement differ in {missing}")
    converted = [(members.index(name), convert) for name, convert in conversions.items()]
    pick = None if columns == members else itemgetter(*map(columns.index, members))
    if not converted:
        return (lambda row: record(*row)) if pick is None else lambda row: record(*pick(row))

    def read(row: Values) -> Record:
        values = [*(row if pick is None else pick(row))]
        for at, convert in converted:
            values[at] = convert(values[at])
        return record(*values)

    return read


def _bare_reader(
    record: type[Record], columns: tuple[str, ...], conversions: dict[str, Conversion]
) -> Callable[[Values], Record]:
    is_pair = get_origin(record) is tuple
    if conversions or len(columns) != (2 if is_pair else 1):
        raise TypeError(f"a value is one column, a pair two, and neither converts: {columns}")
    if is_pair and len(get_args(record)) != 2:  # noqa: PLR2004 - which is what a pair is
        raise TypeError("what has more members than two names them")
    return (lambda row: row) if is_pair else itemgetter(0)  # type: ignore[return-value]
