"""`parvis registry import` as an operator runs it: what is said, what is written, how it ends."""

from pathlib import Path

from tests.cli.conftest import Shell
from tests.databases import on_one_database
from tests.registry.conftest import HEADER, export, line, many


@on_one_database
def test_an_import_without_a_fault_ends_well(shell: Shell, tmp_path: Path) -> None:
    path = export(tmp_path / "gpi.csv", many(3))
    problems = tmp_path / "problems.csv"
    done = shell.run("registry", "import", str(path), "--problems", str(problems))
    assert (done.exit_code, "The import is in force." in done.output) == (0, True)
    assert problems.read_text("utf-8-sig").splitlines() == ["Fichier;Ligne;Colonne;Raison;Effet"]


@on_one_database
def test_rows_that_are_left_out_are_told_and_end_with_a_status_of_their_own(
    shell: Shell, tmp_path: Path
) -> None:
    path = export(tmp_path / "gpi.csv", [*many(3), line("12", "x@@y"), line(relationship="voisin")])
    problems = tmp_path / "problems.csv"
    done = shell.run("registry", "import", str(path), "--problems", str(problems))
    assert done.exit_code == 4
    assert f"3 remarks about rows, 2 left out: {problems}" in done.output
    told = [each.split(";")[:3] for each in problems.read_text("utf-8-sig").splitlines()[1:]]
    assert told == [
        ["gpi.csv", "5", "courriel"],
        ["gpi.csv", "5", "fiche"],
        ["gpi.csv", "6", "lien"],
    ]
    listed = shell.run("registry", "problems", "1", "--after", "2").output
    assert "A value that the profile does not explain." in listed
    assert "3 remarks about rows" in shell.run("registry", "differences", "1").output


@on_one_database
def test_a_file_that_is_refused_lists_its_rows_too(shell: Shell, tmp_path: Path) -> None:
    lines = [HEADER, *many(2), line(allowed="peut-être"), line(address="b@exemple.que")]
    path = export(tmp_path / "gpi.csv", "\r\n".join(lines).encode())
    done = shell.run("registry", "import", str(path), "--problems", str(tmp_path / "p.csv"))
    assert done.exit_code == 1
    assert "gpi.csv, line 5: the last line has no end" in done.output
    assert "gpi.csv;4;acces_portail;" in (tmp_path / "p.csv").read_text("utf-8-sig")
