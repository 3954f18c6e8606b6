"""`parvis apply` and `parvis export` as an operator runs them, and what `parvis doctor` says."""

from pathlib import Path

import pytest

from tests.administration.configuration.conftest import OWNER, PORTAL
from tests.cli.conftest import Shell
from tests.databases import on_one_database

pytestmark = on_one_database


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "configuration"
    path.mkdir()
    (path / "all.toml").write_text(PORTAL + OWNER, "utf-8")
    return path


def test_the_difference_is_shown_tried_and_made(shell: Shell, folder: Path) -> None:
    shown = shell.run("apply", str(folder), "--diff")
    assert shown.exit_code == 3
    assert '  + branding.name_fr = "Portail"\n' in shown.output
    tried = shell.run("apply", str(folder), "--dry-run")
    assert (tried.exit_code, tried.stderr) == (
        0,
        "2 to be done, nothing was changed; 0 as they should be\n",
    )
    made = shell.run("apply", str(folder))
    assert made.stdout.splitlines()[:3] == [
        "portals portail: new",
        "administrators anne.roy@exemple.quebec: new",
        "to do: portals portail: it has no secret: `parvis clients secret portail`",
    ]
    again = shell.run("apply", str(folder), "--diff")
    assert (again.exit_code, again.output) == (
        0,
        "0 to be done, nothing was changed; 2 as they should be\n",
    )


def test_what_the_console_changed_is_shown_member_by_member(
    shell: Shell, folder: Path, tmp_path: Path
) -> None:
    shell.run("apply", str(folder))
    change = tmp_path / "change.toml"
    change.write_text('match_policy = "inform"\n', "utf-8")
    shell.run("clients", "edit", "portail", str(change))
    shown = shell.run("apply", str(folder), "--diff")
    assert shown.stdout == 'portals portail: changed\n  - match_policy = "inform"\n'
    assert shown.exit_code == 3


def test_what_is_wrong_is_told_by_line_and_ends_badly(shell: Shell, folder: Path) -> None:
    (folder / "all.toml").write_text(PORTAL.replace("name_en", "name_e"), "utf-8")
    refused = shell.run("apply", str(folder))
    assert refused.exit_code == 1
    assert refused.stderr == (
        "Error: all.toml:7: portals: branding.name_e: is not a known member."
        " (did you mean branding.name_en?)\nnothing was changed\n"
    )


def test_an_export_is_written_into_an_empty_directory_alone(
    shell: Shell, folder: Path, tmp_path: Path
) -> None:
    shell.run("apply", str(folder))
    out = tmp_path / "out"
    assert shell.run("export", str(out)).exit_code == 0
    assert (out / "portals" / "portail.toml").read_text("utf-8") == PORTAL
    assert shell.run("apply", str(out), "--diff", "--prune").exit_code == 0
    again = shell.run("export", str(out))
    assert (again.exit_code, "is not empty" in again.output) == (1, True)
    assert shell.run("export", str(folder / "all.toml")).exit_code == 1


def test_doctor_says_what_differs_from_the_directory_and_names_nobody(
    shell: Shell, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARVIS_ADMINISTRATORS_CONFIGURATION_DIRECTORY", str(folder))

    def line() -> str:
        lines = shell.run("doctor").output.splitlines()
        return next(each for each in lines if " configuration " in each)

    assert line().split(maxsplit=2)[::2] == [
        "warning",
        f"1 portals, 1 administrators differ from {folder}: `parvis apply {folder} --diff`",
    ]
    shell.run("apply", str(folder))
    assert line().split(maxsplit=2)[::2] == ["ok", f"2 as {folder} says"]
    (folder / "all.toml").write_text("x = 1\ny = 1\n", "utf-8")
    assert line().split(maxsplit=2)[::2] == [
        "wrong",
        f"{folder}: all.toml:1: x is not known; 1 more",
    ]
