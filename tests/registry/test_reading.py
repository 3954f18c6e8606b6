"""A long file is read by two processes, and says the same as when one reads it."""

from pathlib import Path

import pytest

from idp.registry.importing.gathering import Gathered
from idp.registry.importing.reading import read_file
from idp.registry.importing.rows import ExportSource
from tests.registry.conftest import (
    HEADER,
    NOW,
    VAULT,
    Outcome,
    arrival,
    line,
    read_export,
    silent,
)

_ROWS = 10_000
_LONG = 8 * 1024 * 1024
# A column that nobody reads makes a file long with few rows.
_REMARK = "r" * 800


def export(folder: Path, *, wrong: tuple[str, str] = ("", "")) -> Path:
    """Write a long export; `wrong` is what is replaced, and by what, on its last line."""
    path = folder / "export.csv"
    lines = [
        line(fiche=f"{number:07}", address=f"parent.{number}@exemple.quebec", code="")
        for number in range(_ROWS)
    ]
    lines[-1] = lines[-1].replace(*wrong)
    content = [f"{HEADER};remarque", *(f"{each};{_REMARK}" for each in lines)]
    path.write_text("\n".join(content) + "\n", "utf-8")
    assert path.stat().st_size > _LONG
    return path


def read(folder: Path, *wrong: str) -> Outcome:
    return read_export(export(folder, wrong=(wrong[0], wrong[1])))


def test_two_processes_find_every_row_once_and_in_order(tmp_path: Path) -> None:
    with Gathered() as gathered:
        said = read_file(ExportSource(arrival(export(tmp_path)), VAULT, NOW, 1), gathered, silent)
        contacts = list(gathered.contacts)
    assert said.rows == said.found == len(contacts) == _ROWS
    assert sorted(contact[-1] for contact in contacts) == list(range(2, _ROWS + 2))
    assert contacts == sorted(contacts)


def test_two_processes_find_rows_of_several_lines_once(tmp_path: Path) -> None:
    path = export(tmp_path)
    header, *rows = path.read_text("utf-8").splitlines()
    remark = f'"{_REMARK[:400]}\n{_REMARK[400:]}"'
    several = [row.replace(_REMARK, remark) for row in rows]
    path.write_text("\n".join([header, *several, ""]), "utf-8")
    outcome = read_export(path)
    assert (outcome.problems, outcome.refused) == ((), "")
    assert sorted(contact[-1] for contact in outcome.contacts) == [*range(3, 2 * _ROWS + 3, 2)]


def test_what_is_wrong_in_a_long_file_is_told_by_line_and_column(tmp_path: Path) -> None:
    outcome = read(tmp_path, "@exemple", "-at-exemple")
    assert outcome.problems[0].startswith(f"export.csv:{_ROWS + 1} courriel: Not an address")
    assert len(outcome.contacts) == _ROWS - 1


@pytest.mark.parametrize("taken", [False, True])
def test_an_accent_before_the_at_is_a_slip_where_no_message_can_go_there(
    tmp_path: Path, *, taken: bool
) -> None:
    path = export(tmp_path, wrong=("@exemple", "é@exemple"))
    source = ExportSource(arrival(path), VAULT, NOW, 1, accented_addresses=taken)
    with Gathered() as gathered:
        read_file(source, gathered, silent)
        problems = [str(dict(each.values).get("code")) for each in gathered.problems.listed()]
    assert problems == ([] if taken else ["PRV-ADDRESS-ACCENT"])


# The last row is the second process's, the first is the first's.
def test_a_second_spelling_of_a_school_is_told_once_and_taken(tmp_path: Path) -> None:
    outcome = read(tmp_path, "École 011", "Une autre")
    (problem,) = outcome.problems
    assert problem.startswith(f"export.csv:{_ROWS + 1} nom_ecole: Another name than on an earlier")
    assert problem.endswith("(taken)")
    assert outcome.response is not None
    assert outcome.response.schools == {("887000", "011"): "École 011"}
    assert len(outcome.contacts) == _ROWS


def test_one_number_for_two_children_at_both_ends_of_the_file_is_nobodys(tmp_path: Path) -> None:
    outcome = read(tmp_path, f"{_ROWS - 1:07};;Tremblay;Léa", "0000000;;Roy;Noah")
    assert [each.partition(" ")[0] for each in outcome.problems] == [
        "export.csv:2",
        f"export.csv:{_ROWS + 1}",
    ]
    assert len(outcome.contacts) == _ROWS - 2


def test_a_doubt_about_a_long_file_lists_its_rows_all_the_same(tmp_path: Path) -> None:
    outcome = read(tmp_path, f"{_ROWS - 1:07}", "1,23E+05")
    assert "rounded a number" in outcome.refused
    assert outcome.problems[0].startswith(f"export.csv:{_ROWS + 1} fiche: Not a fiche number")
