"""`parvis clients`: the portals that may send parents here."""

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from idp.cli.ground import Ground, pass_ground
from idp.cli.house import open_house
from idp.cli.printing import table
from idp.clients.metadata import write_metadata
from idp.clock import HOUR
from idp.errors import OperationError
from idp.operations.clients import ClientOperations

file_argument = click.argument(
    "file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)
)


@click.group("clients")
def command() -> None:
    """The portals (relying parties) that are registered."""


@command.command()
@file_argument
@click.option("--replace", is_flag=True, help="Replace what is registered under its id.")
@pass_ground
def add(ground: Ground, file: Path, *, replace: bool) -> None:
    """Register the client that FILE (JSON or TOML) describes, and print its id."""
    click.echo(_operations(ground).register(_read(file), replace=replace).id)


@command.command("list")
@pass_ground
def list_clients(ground: Ground) -> None:
    """Show every client in a line."""
    table(
        ("ID", "NAME", "PROFILE", "AUTHENTICATION", "SECRETS", "STATE"),
        (
            (
                client.id,
                client.branding.name_fr,
                client.profile,
                client.token_endpoint_auth_method,
                str(len(client.secrets)),
                "disabled" if client.disabled else "active",
            )
            for client in _operations(ground).all()
        ),
    )


@command.command()
@click.argument("client_id")
@pass_ground
def show(ground: Ground, client_id: str) -> None:
    """Print a client as JSON that `add` and `edit` read."""
    client = _operations(ground).get(client_id)
    content = {"id": client.id, **json.loads(write_metadata(client))}
    click.echo(json.dumps(content, indent=2, ensure_ascii=False))


@command.command()
@click.argument("client_id")
@file_argument
@pass_ground
def edit(ground: Ground, client_id: str, file: Path) -> None:
    """Change the members that FILE (JSON or TOML) names."""
    changes = {**_read(file)}
    if changes.pop("id", client_id) != client_id:
        raise OperationError("the id of a client cannot change")
    _operations(ground).edit(client_id, changes)
    click.echo(f"{client_id} changed")


@command.command()
@click.argument("client_id")
@click.option(
    "--overlap-hours",
    type=click.IntRange(min=0),
    default=0,
    help="How long the secrets before this one still work.",
)
@pass_ground
def secret(ground: Ground, client_id: str, overlap_hours: int) -> None:
    """Make a secret and print it, this once: only its digest is kept."""
    click.echo(_operations(ground).new_secret(client_id, overlap_seconds=overlap_hours * HOUR))


@command.command()
@click.argument("client_id")
@pass_ground
def disable(ground: Ground, client_id: str) -> None:
    """Refuse a client everything, within a second, on every node."""
    _operations(ground).disable(client_id, disabled=True)
    click.echo(f"{client_id} is disabled")


@command.command()
@click.argument("client_id")
@pass_ground
def enable(ground: Ground, client_id: str) -> None:
    """Let a disabled client in again."""
    _operations(ground).disable(client_id, disabled=False)
    click.echo(f"{client_id} is active")


def _read(file: Path) -> Mapping[str, Any]:
    with click.open_file(str(file), encoding="utf-8") as opened:
        text = opened.read()
    try:
        content = tomllib.loads(text) if file.suffix == ".toml" else json.loads(text)
    except ValueError as error:
        raise OperationError(f"{file}: {error}") from error
    if not isinstance(content, dict):
        raise OperationError(f"{file}: must describe one client")
    return content


def _operations(ground: Ground) -> ClientOperations:
    parts = open_house(ground)
    return ClientOperations(
        database=parts.database,
        vault=parts.vault,
        clients=parts.clients,
        audit=parts.audit,
        clock=parts.clock,
        settings=ground.settings,
        actor=ground.actor.name,
    )
