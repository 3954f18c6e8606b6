"""What is wrong with an export, and where: said by each mouth in its own language.

Doubt about a file refuses it (`Refused`); what is wrong with a row leaves that row out
(`UnusableRow`, listed as a `RowProblem`). Neither ever repeats what stands in a cell: that is
somebody's name or address.
"""

from msgspec import Struct

from idp.errors import Refused

Place = tuple[str, int, str]
"""File, line and column."""


class UnusableRow(Refused):
    """One row says what cannot be understood: it is left out, and the file goes on."""


class RowProblem(Struct, frozen=True):
    """A line of what an operator is told: where, why (`key`, filled in by `values`).

    `left_out`: the row gives nobody access; else it was taken, and this is worth a look.
    """

    file: str
    line: int
    column: str
    key: str
    values: tuple[tuple[str, str | int], ...] = ()
    left_out: bool = True


def wrong_file(key: str, **values: object) -> Refused:
    """Return the refusal of a file as a whole."""
    return Refused(key, field="file", **values)


def wrong_row(key: str, place: Place, **values: object) -> UnusableRow:
    """Return what is wrong with one cell."""
    file, line, column = place
    return UnusableRow(key, field="file", file=file, line=line, column=column, **values)


class Problems:
    """Collects them: so many are kept, all are counted."""

    def __init__(self, most: int = 50_000) -> None:
        self._most = most
        self._kept: dict[RowProblem, None] = {}
        self._rows: set[tuple[str, int]] = set()
        self._beyond = 0
        self._last: tuple[str, int] | None = None

    @property
    def rows_left_out(self) -> int:
        """How many rows give nobody access by it."""
        return len(self._rows) + self._beyond

    def leave_out(self, trouble: UnusableRow) -> None:
        """Take down why a row is left out."""
        values = dict(trouble.values)
        file, line, column = values.pop("file"), values.pop("line"), values.pop("column")
        plain = tuple(
            (name, value) for name, value in values.items() if isinstance(value, str | int)
        )
        self.add(RowProblem(str(file), int(str(line)), str(column), trouble.key, plain))

    def add(self, problem: RowProblem) -> None:
        """Take one down."""
        if len(self._kept) < self._most:
            self._kept[problem] = None
            if problem.left_out:
                self._rows.add((problem.file, problem.line))
        elif problem.left_out and (row := (problem.file, problem.line)) != self._last:
            # Each row brings its own one after the other: no memory of them all is needed.
            self._beyond += row not in self._rows
            self._last = row

    def take(self, others: "Problems") -> None:
        """Add what another process took down."""
        for each in others._kept:  # noqa: SLF001 - another of our own kind
            self.add(each)
        self._beyond += others._beyond  # noqa: SLF001

    def listed(self) -> list[RowProblem]:
        """Return those that are kept, by file and line."""
        return sorted(self._kept, key=lambda each: (each.file, each.line, each.column))
