"""The problems of an export, stored with its import: never a value, never a file's own name.

The files of a format have fixed names (`users.csv`); any other name is a person's choice, and may
be a child's number.
"""

import json

from idp.errors import Refused
from idp.files.problem import RowProblem
from idp.registry.importing import table
from idp.registry.importing.records import ProblemRow
from idp.storage import Database

_CHUNK = 5_000
_FILES = frozenset(
    (
        "manifest.csv",
        "orgs.csv",
        "users.csv",
        "roles.csv",
        "relationships.csv",
        "school.csv",
        "student.csv",
        "guardianrelationship.csv",
    )
)
_NAMES = ("file", "member")


def keep_problems(
    database: Database, import_id: int, problems: list[RowProblem], *, now: int
) -> None:
    """Store the problems of an import's rows, in place of an earlier attempt's."""
    with database.writing() as tx:
        tx.run(table.DROP_PROBLEMS, import_id=import_id)
    for start in range(0, len(problems), _CHUNK):
        piece = enumerate(problems[start : start + _CHUNK], start + 1)
        rows = [
            (
                import_id,
                number,
                _kept_name(each.file),
                each.line,
                each.column,
                each.key,
                json.dumps(dict(each.values)),
                int(each.left_out),
                now,
            )
            for number, each in piece
        ]
        with database.writing() as tx:
            tx.load(table.LOAD_PROBLEMS, rows)


def problem_of(row: ProblemRow) -> RowProblem:
    """Return the problem of a row."""
    values = tuple(json.loads(row.reason_values).items())
    return RowProblem(
        row.file, row.line, row.column_name, row.reason, values, left_out=row.left_out
    )


def kept_refusal(problem: Refused) -> str:
    """Return a refusal as JSON for the import's row."""
    values = {
        name: _kept_name(str(value)) if name in _NAMES else value
        for name, value in problem.values.items()
        if isinstance(value, str | int)
    }
    return json.dumps({"key": problem.key, "values": values})


def refusal_of(text: str, *, file_name: str) -> Refused:
    """Return the stored refusal; `file_name` is the name of the file."""
    content = json.loads(text)
    values = content["values"]
    named = {name: values[name] or file_name for name in _NAMES if name in values}
    refusal = Refused(content["key"])
    refusal.values.update(values, **named)
    return refusal


def _kept_name(name: str) -> str:
    return name if name.casefold() in _FILES else ""
