"""Reading files that describe a client, and printing the notes on what became of them."""

from pathlib import Path
from typing import Any

import click
import tomli

from idp.administration.portals.responses import Described, NoteResponse
from idp.errors import Refused
from idp.untrusted import read_json


def read_file(file: Path) -> dict[str, Any]:
    """Return the object in FILE, JSON or (by its name) TOML. Raises Refused."""
    with click.open_file(str(file), encoding="utf-8") as opened:
        text = opened.read()
    try:
        content = tomli.loads(text) if file.suffix == ".toml" else read_json(text)
    except ValueError as error:
        raise Refused("clients.not_text", field=str(file), reason=str(error)) from error
    if not isinstance(content, dict):
        raise Refused("clients.one_client", field=str(file))
    return content


def print_notes(response: Described) -> None:
    """Print, on standard error, what became of each member of a description."""
    for head, notes in (
        ("taken", response.taken),
        ("made safer", response.safer),
        ("has no counterpart", response.left),
        ("refused", response.refused),
    ):
        for note in notes:
            click.echo(f"{head}: {_line(note)}", err=True)


def _line(note: NoteResponse) -> str:
    shown = f" {note.value}" if note.value else ""
    became = f" -> {note.target}" if note.target else ""
    return f"{note.source}{shown}{became}{': ' if note.text else ''}{note.text}"
