"""The problems of a file's lines, kept with its import: never a value, never a file's name."""

import json

from idp.errors import Refused
from idp.files.problem import RowProblem
from idp.imported_accounts.importing import table
from idp.imported_accounts.importing.records import AccountProblemRow
from idp.storage import Database

_CHUNK = 5_000
_UNKEPT = ("file", "member")


def keep_account_problems(
    database: Database, import_id: int, problems: list[RowProblem], *, now: int
) -> None:
    """Keep the problems of a file's lines, in place of an earlier attempt's."""
    with database.writing() as tx:
        tx.run(table.DROP_PROBLEMS, import_id=import_id)
    rows = [
        (
            *(import_id, number, each.line, each.column, each.key),
            *(json.dumps(dict(each.values)), int(each.left_out), now),
        )
        for number, each in enumerate(problems, 1)
    ]
    for start in range(0, len(rows), _CHUNK):
        with database.writing() as tx:
            tx.load(table.LOAD_PROBLEMS, rows[start : start + _CHUNK])


def account_problem(row: AccountProblemRow) -> RowProblem:
    """Return the problem of a row."""
    values = tuple(json.loads(row.reason_values).items())
    return RowProblem("", row.line, row.member, row.reason, values, left_out=row.left_out)


def kept_problem(refusal: Refused) -> str:
    """Return why a file was refused, as JSON for its row."""
    values = {
        name: "" if name in _UNKEPT else value
        for name, value in refusal.values.items()
        if isinstance(value, str | int)
    }
    return json.dumps({"key": refusal.key, "values": values})


def read_problem(text: str, *, file_name: str) -> Refused:
    """Return why a file was refused."""
    content = json.loads(text)
    refusal = Refused(content["key"])
    refusal.values.update(content["values"])
    if "file" in refusal.values:
        refusal.values["file"] = file_name
    return refusal
