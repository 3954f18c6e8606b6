"""`parvis registry`: importing what the schools export, and deciding."""

import tomllib
from pathlib import Path
from typing import Any

import click

from idp.cli.ground import Ground, pass_ground
from idp.cli.house import desk_of
from idp.cli.printing import moment, table
from idp.cli.registry_import import import_, import_argument, moment_of, problems
from idp.errors import OperationError
from idp.operations.action import Action
from idp.operations.asking import Nothing
from idp.operations.registry import RegistryOperations
from idp.operations.registry_profiles import RegistryProfileOperations
from idp.operations.registry_told import (
    DecidedTold,
    History,
    ImportTold,
    Losing,
    Preview,
    ReadFile,
    SaveProfile,
    SetSupport,
    WhichImport,
    WhichProfile,
)
from idp.untrusted import read_object


@click.group("registry")
def command() -> None:
    """The school registry: imports, their differences, who decides them."""


command.add_command(import_)
command.add_command(problems)


@command.command()
@pass_ground
def show(ground: Ground) -> None:
    """Show what is in force, and what waits for a decision."""
    told = desk_of(ground).do(ground.actor, RegistryOperations.state, Nothing())
    table(
        ("ORGANISATION", "NAME", "TAKEN AT", "SUPPORT"),
        (
            (each.code, each.name, moment(each.taken_at), each.support_address or "-")
            for each in told.organisations
        ),
    )
    if told.waiting:
        click.echo()
        _lines(told.waiting)


@command.command()
@click.option("--before", type=click.IntRange(min=1), help="Only imports with a smaller number.")
@click.option("--count", type=click.IntRange(min=1, max=100), default=20)
@pass_ground
def history(ground: Ground, before: int | None, count: int) -> None:
    """List imports, the newest first."""
    asked = History(before=before, count=count)
    _lines(desk_of(ground).do(ground.actor, RegistryOperations.history, asked).imports)


@command.command()
@import_argument
@pass_ground
def differences(ground: Ground, import_id: int) -> None:
    """Show what an import changes, and what each school loses."""
    asked = WhichImport(import_id=import_id)
    told = desk_of(ground).do(ground.actor, RegistryOperations.differences, asked)
    _lines((told.imported,))
    if told.problem is not None:
        click.echo(told.problem.text)
    if told.row_problems:
        click.echo(
            f"{told.row_problems} remarks about rows: `parvis registry problems {import_id}`"
        )
    for each in told.changes:
        click.echo(
            f"{each.organisation} {each.name}: {each.after} contacts with access "
            f"(+{each.added} -{each.removed} ~{each.changed}), "
            f"{each.links_lost} confirmed children lose access"
        )
    for loss in told.losses:
        click.echo(
            f"  {loss.organisation} {loss.school} {loss.name}: -{loss.removed} contacts, "
            f"{loss.links_lost} confirmed children"
        )
    for excess in told.excesses:
        click.echo(
            f"A second person must agree: {excess.organisation} {excess.why} "
            f"{excess.found}, limit {excess.limit}"
        )


@command.command()
@import_argument
@click.option("--after", default="", help="The last account of the list before.")
@pass_ground
def losing(ground: Ground, import_id: int, after: str) -> None:
    """List accounts that would lose children by an import."""
    asked = Losing(import_id=import_id, after=after)
    told = desk_of(ground).do(ground.actor, RegistryOperations.losing, asked)
    table(
        ("ACCOUNT", "ORGANISATION", "SCHOOL", "CHILDREN"),
        (
            (each.account_id, each.organisation, each.school, str(each.children))
            for each in told.accounts
        ),
    )


@command.command()
@import_argument
@pass_ground
def publish(ground: Ground, import_id: int) -> None:
    """Bring a compared import into force, or ask a second person to agree."""
    _decide(ground, RegistryOperations.publish, import_id)


@command.command()
@import_argument
@pass_ground
def approve(ground: Ground, import_id: int) -> None:
    """Agree to an import that somebody else asked for."""
    _decide(ground, RegistryOperations.approve, import_id)


@command.command()
@import_argument
@pass_ground
def reject(ground: Ground, import_id: int) -> None:
    """Give an import up."""
    _decide(ground, RegistryOperations.reject, import_id)


@command.command()
@import_argument
@click.argument("profile")
@click.option("--taken-at", help="When the export was made (ISO 8601); else it is new.")
@pass_ground
def read(ground: Ground, import_id: int, profile: str, taken_at: str | None) -> None:
    """Let an uploaded file be read by PROFILE and compared."""
    moment_taken = None if taken_at is None else moment_of(taken_at)
    asked = ReadFile(import_id=import_id, profile=profile, taken_at=moment_taken)
    desk_of(ground).do(ground.actor, RegistryOperations.read, asked)
    click.echo(f"Import {import_id} will be compared.")


@command.command()
@import_argument
@pass_ground
def columns(ground: Ground, import_id: int) -> None:
    """Show the head of an uploaded file that waits for a profile."""
    told = desk_of(ground).do(
        ground.actor, RegistryProfileOperations.columns, WhichImport(import_id=import_id)
    )
    click.echo(f"separator {told.separator!r}, encoding {told.encoding}")
    table(told.headers, told.rows)


@command.command()
@import_argument
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@pass_ground
def preview(ground: Ground, import_id: int, file: Path) -> None:
    """Read the first rows of an uploaded file by the profile in FILE (TOML or JSON)."""
    asked = Preview(import_id=import_id, content=_content(file))
    told = desk_of(ground).do(ground.actor, RegistryProfileOperations.preview, asked)
    for row in told.rows:
        said = " | ".join(row.fields)
        if row.problem is not None:
            said = f"{row.problem.values['column']}: {row.problem.text}"
        click.echo(f"{row.line}: {said}")


@command.command("roll-back")
@import_argument
@pass_ground
def roll_back(ground: Ground, import_id: int) -> None:
    """Compare what an earlier import held; the worker does it, and a decision follows."""
    asked = WhichImport(import_id=import_id)
    told = desk_of(ground).do(ground.actor, RegistryOperations.roll_back, asked)
    click.echo(f"Import {told.import_id} will hold what import {import_id} did.")


@command.command()
@pass_ground
def profiles(ground: Ground) -> None:
    """List the ways to read exports."""
    told = desk_of(ground).do(ground.actor, RegistryProfileOperations.list, Nothing())
    table(
        ("NAME", "FORMAT", "CHANGED", "BY"),
        (
            (
                each.name,
                str(each.content.get("format", "csv")),
                moment(each.changed_at),
                each.changed_by or "-",
            )
            for each in told.profiles
        ),
    )


@command.command("save-profile")
@click.argument("name")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@pass_ground
def save_profile(ground: Ground, name: str, file: Path) -> None:
    """Keep the profile in FILE (TOML or JSON) under NAME, for the console and the API too."""
    asked = SaveProfile(name=name, content=_content(file))
    desk_of(ground).do(ground.actor, RegistryProfileOperations.save, asked)
    click.echo(f"{name} is kept")


@command.command("remove-profile")
@click.argument("name")
@pass_ground
def remove_profile(ground: Ground, name: str) -> None:
    """Forget a profile that was saved."""
    asked = WhichProfile(name=name)
    desk_of(ground).do(ground.actor, RegistryProfileOperations.remove, asked)
    click.echo(f"{name} is removed")


@command.command("support")
@click.argument("organisation")
@click.argument("address")
@pass_ground
def support(ground: Ground, organisation: str, address: str) -> None:
    """Say where parents of ORGANISATION find help."""
    asked = SetSupport(organisation=organisation, address=address)
    desk_of(ground).do(ground.actor, RegistryOperations.set_support, asked)


def _content(file: Path) -> dict[str, Any]:
    text = file.read_text("utf-8")
    try:
        content: dict[str, Any] = read_object(text) if text[:1] == "{" else tomllib.loads(text)
    except ValueError as error:
        raise OperationError(f"{file}: {error}") from error
    return content


def _decide(ground: Ground, action: Action[WhichImport, DecidedTold], import_id: int) -> None:
    asked = WhichImport(import_id=import_id)
    told = desk_of(ground).do(ground.actor, action, asked)
    click.echo(f"Import {import_id} is {told.state}.")


def _lines(imports: tuple[ImportTold, ...]) -> None:
    table(
        ("ID", "STATE", "SOURCE", "PROFILE", "TAKEN AT", "ADDED", "REMOVED", "LOST", "BY"),
        (
            (
                str(each.import_id),
                f"{each.state} {each.progress} %" if each.state == "staging" else each.state,
                each.source,
                each.profile or "-",
                moment(each.taken_at),
                *(_count(value) for value in (each.added, each.removed, each.links_lost)),
                each.decided_by or each.asked_by or each.received_by or "-",
            )
            for each in imports
        ),
    )


def _count(value: int | None) -> str:
    return "-" if value is None else str(value)
