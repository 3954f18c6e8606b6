"""`parvis accounts import` as an operator runs it: what is said, what is written, how it ends."""

import json
from pathlib import Path

from tests.cli.conftest import Shell
from tests.databases import on_one_database
from tests.imported_accounts.importing import b2c


def export(folder: Path, *users: object) -> str:
    path = folder / "users.json"
    path.write_text(json.dumps({"value": users}), "utf-8")
    return str(path)


@on_one_database
def test_accounts_are_tried_imported_and_imported_again(shell: Shell, tmp_path: Path) -> None:
    path = export(tmp_path, b2c("1", "a@a.example"), b2c("2", "b@a.example"))
    given = ("accounts", "import", path, "--format", "b2c", "--source", "b2c")
    tried = shell.run(*given, "--dry-run")
    assert (tried.exit_code, "2 rows: 2 new" in tried.output) == (0, True)
    assert "Nothing was changed." in tried.output
    done = shell.run(*given)
    assert (done.exit_code, "2 rows: 2 new" in done.output) == (0, True)
    again = shell.run(*given)
    assert "2 rows: 0 new, 0 changed, 2 unchanged" in again.output
    listed = shell.run("accounts", "imports").output
    assert [listed.count(state) for state in ("tried", "imported")] == [1, 2]
    assert "b2c" in listed


@on_one_database
def test_lines_that_are_left_out_are_told_and_end_with_a_status_of_their_own(
    shell: Shell, tmp_path: Path
) -> None:
    path = export(tmp_path, b2c("1", "a@a.example"), b2c("", "b@a.example"))
    problems = tmp_path / "problems.csv"
    given = ("accounts", "import", path, "--format", "b2c", "--source", "b2c")
    done = shell.run(*given, "--problems", str(problems))
    assert (done.exit_code, f"1 remark about lines: {problems}" in done.output) == (4, True)
    told = problems.read_text("utf-8-sig").splitlines()[1]
    assert told.startswith("users.json;2;id;Le compte n’a pas d’identifiant.;")
    assert "The account has no id." in shell.run("accounts", "problems", "1").output
    assert "1 new" in shell.run("accounts", "show", "1").output


@on_one_database
def test_a_doubtful_file_is_refused(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "users.json"
    path.write_text('[{"id": "1"')
    done = shell.run(
        *("accounts", "import", str(path), "--format", "b2c", "--source", "b2c"),
    )
    assert (done.exit_code, "users.json is cut or damaged" in done.output) == (1, True)
    assert "failed" in shell.run("accounts", "imports").output


@on_one_database
def test_a_source_is_taken_back(shell: Shell, tmp_path: Path) -> None:
    path = export(tmp_path, b2c("1", "a@a.example"))
    shell.run("accounts", "import", path, "--format", "b2c", "--source", "b2c")
    assert "1 accounts of b2c are deleted." in shell.run("accounts", "discard", "b2c").output
