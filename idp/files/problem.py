"""What is wrong with an export, and where; each interface words it in its own language.

A doubtful file is refused (`Refused`); a wrong row is left out (`UnusableRow`, listed as a
`RowProblem`). Neither ever repeats the content of a cell: that is somebody's name or address.
"""

from msgspec import Struct

from idp.errors import Refused

Place = tuple[str, int, str]
"""File, line and column."""


class UnusableRow(Refused):
    """One row cannot be understood: it is left out, and reading continues."""


class RowProblem(Struct, frozen=True):
    """A line of the operator's report: where, and why (`key`, filled in by `values`).

    `left_out`: the row gives nobody access; else it was taken, and this is a warning.
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
    """Return the problem of one cell."""
    file, line, column = place
    return UnusableRow(key, field="file", file=file, line=line, column=column, **values)


class Problems:
    """Collects them: keeps the first, counts all."""

    def __init__(self, most: int = 50_000) -> None:
        self._most = most
        self._kept: dict[RowProblem, None] = {}
        self._rows: set[tuple[str, int]] = set()
        self._beyond = 0
        self._last: tuple[str, int] | None = None

    @property
    def rows_left_out(self) -> int:
        """How many rows were left out."""
        return len(self._rows) + self._beyond

    def leave_out(self, trouble: UnusableRow) -> None:
        """Add the reason why a row is left out."""
        values = dict(trouble.values)
        file, line, column = values.pop("file"), values.pop("line"), values.pop("column")
        plain = tuple(
            (name, value) for name, value in values.items() if isinstance(value, str | int)
        )
        self.add(RowProblem(str(file), int(str(line)), str(column), trouble.key, plain))

    def add(self, problem: RowProblem) -> None:
        """Add one."""
        if len(self._kept) < self._most:
            self._kept[problem] = None
            if problem.left_out:
                self._rows.add((problem.file, problem.line))
        elif problem.left_out and (row := (problem.file, problem.line)) != self._last:
            # A row's problems come one after the other: the last line is enough to remember.
            self._beyond += row not in self._rows
            self._last = row

    def take(self, others: "Problems") -> None:
        """Add those of another process."""
        for each in others._kept:  # noqa: SLF001 - another of our own kind
            self.add(each)
        self._beyond += others._beyond  # noqa: SLF001

    def listed(self) -> list[RowProblem]:
        """Return the kept ones, by file and line."""
        return sorted(self._kept, key=lambda each: (each.file, each.line, each.column))
