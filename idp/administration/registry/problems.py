"""Problems of the rows of an import: a list for administrators, a file for the school."""

from idp.administration.action import action
from idp.administration.actor import Actor
from idp.administration.problem_list import (
    every_problem,
    row_problem_response,
    written_problems,
)
from idp.administration.registry.schemas import (
    ProblemFile,
    ProblemsRequest,
    ProblemsResponse,
)
from idp.administration.shapes import FileResponse
from idp.part import Part
from idp.registry.importing import ImportLifecycle
from idp.storage import Database

PAGE = "/admin/registre/importations/{import_id}/lignes"


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
            problems=tuple(
                row_problem_response(number, each, found.file_name) for number, each in listed
            ),
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
        content = written_problems(
            every_problem(self.database, self.lifecycle, asked.import_id), asked.language
        )
        name = f"import-{asked.import_id}-lignes.csv"
        return FileResponse(name=name, mimetype="text/csv", content=content)
