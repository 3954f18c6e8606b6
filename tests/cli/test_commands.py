import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from idp.cli import main
from tests.cli.conftest import Shell
from tests.conftest import Parent
from tests.databases import on_one_database

CLIENT = {
    "id": "portail",
    "branding": {"name_fr": "Portail", "name_en": "Portal"},
    "redirect_uris": ["https://portail.example.org/cb"],
}


def test_the_help_names_every_command(shell: Shell) -> None:
    output = shell.run("--help").output
    for noun in (
        "init",
        "db",
        "keys",
        "clients",
        "registry",
        "people",
        "serve",
        "worker",
        "doctor",
    ):
        assert f"  {noun} " in output


def test_a_prepared_house_is_prepared_again_without_harm(shell: Shell) -> None:
    assert shell.run("init").output == "Ready.\n"
    assert shell.run("db", "status").exit_code == 0
    assert shell.run("db", "upgrade").exit_code == 0


def test_a_client_is_added_shown_and_given_a_secret(shell: Shell) -> None:
    added = shell.run("clients", "add", "-", given=json.dumps(CLIENT))
    assert added.output == "portail\n"
    shown = json.loads(shell.run("clients", "show", "portail").output)
    assert shown["redirect_uris"] == CLIENT["redirect_uris"]
    assert len(shell.run("clients", "secret", "portail").output.splitlines()[0]) == 43
    assert "Portail" in shell.run("clients", "list").output


def test_what_show_prints_add_reads(shell: Shell) -> None:
    shell.run("clients", "add", "-", given=json.dumps(CLIENT))
    shown = shell.run("clients", "show", "portail").output
    assert shell.run("clients", "add", "--replace", "-", given=shown).exit_code == 0
    assert shell.run("clients", "show", "portail").output == shown


def test_a_client_is_edited_from_toml(shell: Shell, tmp_path: Path) -> None:
    shell.run("clients", "add", "-", given=json.dumps(CLIENT))
    changes = tmp_path / "changes.toml"
    changes.write_text('[branding]\nname_fr = "Autre"\n', "utf-8")
    assert shell.run("clients", "edit", "portail", str(changes)).exit_code == 0
    assert (
        json.loads(shell.run("clients", "show", "portail").output)["branding"]["name_fr"] == "Autre"
    )


def test_a_mistake_is_one_line_and_a_failure(shell: Shell) -> None:
    result = shell.run("clients", "add", "-", given=json.dumps({**CLIENT, "colour": "red"}))
    assert result.exit_code == 1
    assert result.output == "Error: colour: is not a known member.\n"


def test_keys_are_listed_and_rotated(shell: Shell) -> None:
    assert shell.run("keys", "list").output.count(" active ") == 4
    assert "ES256" in shell.run("keys", "rotate", "ES256").output
    assert shell.run("keys", "list").output.count(" pending ") == 1


def test_a_parent_is_found_and_signed_out(shell: Shell, parent: Parent) -> None:
    why = ("--reason", "call")
    shown = shell.run("people", "find", parent.address, *why).output
    assert parent.account.id in shown
    assert parent.address not in shown
    assert "is signed out" in shell.run("people", "end-sessions", parent.address, *why).output
    assert "is disabled" in shell.run("people", "disable", parent.address, *why).output
    assert (
        "not the number of a ticket"
        in shell.run("people", "mail", parent.address, *why, "--reference", "Marie").output
    )


def test_the_doctor_fails_when_anything_is_wrong(shell: Shell) -> None:
    result = shell.run("doctor")
    assert result.exit_code == 1
    assert "wrong    mail" in result.output
    assert "ok       database" in result.output


def test_an_unknown_setting_is_named() -> None:
    environment = {"PARVIS_SERVER_ISUER": "https://compte.example.org"}
    result = CliRunner().invoke(main, ["db", "status"], env=environment)
    assert result.output == "Error: unknown setting PARVIS_SERVER_ISUER in the environment\n"


def test_a_portal_is_invited_and_the_invitation_withdrawn(shell: Shell) -> None:
    token = shell.run("invitations", "make", "--uses", "2", "--note", "Portail").output.strip()
    listed = shell.run("invitations", "list").output
    assert len(token) == 43
    assert "Portail" in listed
    assert token not in listed
    invitation_id = listed.splitlines()[-1].split()[0]
    assert shell.run("invitations", "withdraw", invitation_id).exit_code == 0
    assert "Portail" not in shell.run("invitations", "list").output
    assert shell.run("invitations", "withdraw", invitation_id).exit_code == 1
    assert shell.run("invitations", "make", "--uses", "0").exit_code == 2


@pytest.mark.parametrize(
    "words",
    [
        ("keys", "weigh", "-gOjjsBT7zy4ciW4"),
        ("keys", "remove", "--early", "--OjjsBT7zy4ciW4"),
        ("clients", "end-secret", "nobody", "-gOjjsBT7zy4ciW4AbCdEf"),
        ("people", "find", "-gOjjsBT7zy4ciW4AbCdEf", "--reason", "call"),
    ],
)
@on_one_database
def test_an_id_may_begin_with_a_dash(shell: Shell, words: tuple[str, ...]) -> None:
    result = shell.run(*words)
    assert result.exit_code != 2, result.output  # click's own: the words were not understood


@on_one_database
def test_an_option_that_there_is_not_is_refused(shell: Shell) -> None:
    assert shell.run("keys", "weigh", "a", "--earyl").exit_code == 2
    assert shell.run("keys", "rotate", "--older-thn", "3").exit_code == 2
