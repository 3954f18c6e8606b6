"""Problems of the rows of an import: a list for administrators, a file for the school."""

import csv
import io
from collections.abc import Iterable, Iterator

from idp.administration.action import action
from idp.administration.actor import Actor
from idp.administration.registry.responses import row_problem_response
from idp.administration.registry.schemas import (
    ProblemFile,
    ProblemsRequest,
    ProblemsResponse,
    RowProblemResponse,
)
from idp.administration.shapes import FileResponse
from idp.part import Part
from idp.registry.importing import ImportLifecycle
from idp.storage import Database
from idp.translations import words_in

PAGE = "/admin/registre/importations/{import_id}/lignes"
_PIECE = 5_000
_FORMULA = ("=", "+", "-", "@", "\t")
# By this byte order mark, spreadsheets read the file as UTF-8.
_MARK = "\ufeff"


class RegistryProblemActions(Part):
    """Problems never quote a cell, so that every role that reads imports may read them."""

    database: Database
    lifecycle: ImportLifecycle

    @action("registry.problems", "GET /registry/imports/{import_id}/problems", page=PAGE)
    def list(self, _actor: Actor, asked: ProblemsRequest) -> ProblemsResponse:
        """List rows of an import that were left out or have remarks.

        Raises Unknown.
        """
        with self.database.reading() as tx:
            found = self.lifecycle.get(tx, asked.import_id)
            total, left_out = self.lifecycle.count_problems(tx, asked.import_id)
            listed = self.lifecycle.problems(
                tx, asked.import_id, after=asked.after, count=asked.count
            )
        return ProblemsResponse(
            total=total,
            left_out=left_out,
            problems=tuple(row_problem_response(number, each, found) for number, each in listed),
        )

    @action(
        "registry.problem_file",
        "GET /registry/imports/{import_id}/problems.csv",
        page=f"{PAGE}.csv",
        command="registry problems",
    )
    def file(self, _actor: Actor, asked: ProblemFile) -> FileResponse:
        """Return that list as a CSV file, to be sent to the school.

        Raises Unknown.
        """
        content = _written(self._all(asked.import_id), asked.language)
        name = f"import-{asked.import_id}-lignes.csv"
        return FileResponse(name=name, mimetype="text/csv", content=content)

    def _all(self, import_id: int) -> Iterator[RowProblemResponse]:
        after = 0
        with self.database.reading() as tx:
            found = self.lifecycle.get(tx, import_id)
            while listed := self.lifecycle.problems(tx, import_id, after=after, count=_PIECE):
                yield from (row_problem_response(number, each, found) for number, each in listed)
                after = listed[-1][0]


def _written(problems: Iterable[RowProblemResponse], language: str) -> str:
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
