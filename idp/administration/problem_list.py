"""The problems of a file's rows: as responses, and as a file for whoever corrects them."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from idp.administration.shapes import ActionResponse
from idp.errors import Refused
from idp.files.problem import RowProblem
from idp.storage import Database, Transaction
from idp.translations import words_in

_PIECE = 5_000
_FORMULA = ("=", "+", "-", "@", "\t")
# By this byte order mark, spreadsheets read the file as UTF-8.
_MARK = "\ufeff"


class FromFile(Protocol):
    """An import, of the file that has a name unless it was forgotten."""

    @property
    def file_name(self) -> str | None: ...  # noqa: D102 - as it is called


class ImportsWithProblems(Protocol):
    """Where imports and the problems of their rows are kept."""

    def get(self, tx: Transaction, import_id: int) -> FromFile:
        """Return an import. Raises Unknown."""
        ...

    def problems(
        self, tx: Transaction, import_id: int, *, after: int, count: int
    ) -> Sequence[tuple[int, RowProblem]]:
        """Return problems with their numbers, those after `after`."""
        ...


class ProblemResponse(ActionResponse):
    """Why a file cannot be imported: `text` in English."""

    code: str
    key: str
    text: str
    values: dict[str, str | int]


class RowProblemResponse(ActionResponse):
    """The problem of a row; `left_out`: it was not taken, else this is a remark."""

    number: int
    file: str
    line: int
    column: str
    problem: ProblemResponse
    left_out: bool


def problem_response(problem: Refused) -> ProblemResponse:
    """Return `problem` as a response, with its text in English."""
    values = {name: value for name, value in problem.values.items() if isinstance(value, str | int)}
    text = words_in("en").say(problem.message_key, **problem.values)
    return ProblemResponse(code=problem.code, key=problem.key, text=text, values=values)


def row_problem_response(
    number: int, problem: RowProblem, file_name: str | None
) -> RowProblemResponse:
    """Return the problem of a row of the file that is called `file_name`."""
    file = problem.file or file_name or ""
    place = {"file": file, "line": problem.line, "column": problem.column}
    reason = Refused(problem.key)
    reason.values.update(place, **dict(problem.values))
    return RowProblemResponse.of(
        problem, number=number, file=file, problem=problem_response(reason)
    )


def every_problem(
    database: Database, imports: ImportsWithProblems, import_id: int
) -> Iterator[RowProblemResponse]:
    """Yield the problems of an import, some thousands in memory at a time. Raises Unknown."""
    after = 0
    with database.reading() as tx:
        found = imports.get(tx, import_id)
        while listed := imports.problems(tx, import_id, after=after, count=_PIECE):
            yield from (
                row_problem_response(number, each, found.file_name) for number, each in listed
            )
            after = listed[-1][0]


def written_problems(problems: Iterable[RowProblemResponse], language: str) -> str:
    """Return the problems as CSV, which spreadsheets open."""
    words = words_in(language)
    text = io.StringIO()
    # The delimiter of spreadsheets in French Canada.
    rows = csv.writer(text, delimiter=";")
    head = ("file", "line", "column", "reason", "effect")
    rows.writerow(words.say(f"console_registry.problems.{name}") for name in head)
    for each in problems:
        effect = "left_out" if each.left_out else "taken"
        cells = (
            each.file,
            str(each.line),
            each.column,
            words.say(f"refusals.{each.problem.key}", **each.problem.values),
            words.say(f"console_registry.problems.{effect}"),
        )
        rows.writerow(f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells)
    return _MARK + text.getvalue()
