"""The documentation lists every action as it is, and each mouth has it where the list says."""

import re
from pathlib import Path

import click
import pytest

from idp.administration.listing import listing
from idp.app import create_app
from idp.cli import main
from idp.wiring import Provider
from tests.databases import on_one_database

DOCUMENT = Path(__file__).parent.parent.parent / "docs" / "administration.md"


@on_one_database
def test_the_document_lists_every_action_side_by_side(provider: Provider) -> None:
    assert DOCUMENT.read_text("utf-8").endswith(
        "\n\n" + listing(provider.administration.actions.declared)
    )


@on_one_database
def test_every_action_has_a_command_a_page_and_a_path(provider: Provider) -> None:
    rules = {
        (method, re.sub(r"<(?:[a-z]+:)?([a-z_]+)>", r"{\1}", rule.rule))
        for rule in create_app(provider).url_map.iter_rules()
        for method in rule.methods or ()
    }
    for action in provider.administration.actions.declared:
        assert (action.method, f"/admin/api{action.path}") in rules, action.name
        assert ("GET", action.page) in rules, action.name
        assert isinstance(_command(action.command.split()), click.Command), action.name


def _command(words: list[str]) -> click.Command:
    command: click.Command | None = main
    for word in words:
        assert isinstance(command, click.Group)
        command = command.get_command(click.Context(command), word)
    if command is None:
        pytest.fail(f"parvis {' '.join(words)} does not exist")
    return command
