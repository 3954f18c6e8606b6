"""Every command there is, run with its defaults: it does its work, or says in a line why not."""

from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from idp.cli import main
from tests.cli.conftest import Shell
from tests.databases import on_one_database

# These go on until they are ended: tests/serving/test_watched.py runs them.
_ENDLESS = {("serve",), ("worker",)}
# What needs more than a fresh house: a mail server; a second encryption key; a restored backup.
_REFUSED_AT_FIRST = {("doctor",), ("keys", "rekey"), ("db", "restored")}


def commands(
    group: click.Command = main, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Give every command with the words that call it."""
    if not isinstance(group, click.Group):
        yield path, group
        return
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield from commands(command, (*path, name))


def words_for(command: click.Command, file: Path) -> list[str]:
    """Return the least that the command wants to be told, of the right kind."""
    words = []
    for each in command.params:
        if not each.required:
            continue
        if isinstance(each, click.Option):
            words.append(each.opts[0])
        kind = each.type
        if isinstance(kind, click.Choice):
            words.append(kind.choices[0])
        elif isinstance(kind, click.Path):
            words.append(str(file))
        else:
            words.append("1" if kind.name.startswith("integer") else "nobody")
    return words


COMMANDS = [each for each in commands() if each[0] not in _ENDLESS]


def test_every_option_says_what_it_is_for() -> None:
    silent = [
        (*path, each.opts[-1])
        for path, command in COMMANDS
        for each in command.params
        if isinstance(each, click.Option) and not each.help
    ]
    assert silent == []


@on_one_database
@pytest.mark.parametrize(
    ("path", "command"), COMMANDS, ids=["-".join(path) for path, _ in COMMANDS]
)
def test_a_command_with_its_defaults_meets_no_fault(
    shell: Shell, tmp_path: Path, path: tuple[str, ...], command: click.Command
) -> None:
    file = tmp_path / "given.toml"
    file.write_text("", "utf-8")
    words = words_for(command, file)
    result = shell.run(*path, *words, given="")
    assert isinstance(result.exception, SystemExit | None), repr(result.exception)
    if words or path in _REFUSED_AT_FIRST:
        assert result.exit_code in {0, 1}, result.output
    else:
        assert result.exit_code == 0, result.output
