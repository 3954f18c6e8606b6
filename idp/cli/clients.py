"""`parvis clients`: the portals that may send parents here."""

import json
from pathlib import Path

import click

from idp.cli.described import read_file, tell_notes
from idp.cli.ground import Ground, pass_ground
from idp.cli.house import desk_of
from idp.cli.printing import moment, table
from idp.clients.descriptions import FORMATS
from idp.errors import Refused
from idp.operations.action import A, Action, T
from idp.operations.asking import Nothing
from idp.operations.clients import ClientOperations
from idp.operations.portal_asks import (
    Branding,
    CreatePortal,
    EditPortal,
    ImportPortal,
    Kind,
    NewSecret,
    RegisterPortal,
    WhichPortal,
    WhichSecret,
)
from idp.operations.portal_secrets import PortalSecretOperations
from idp.operations.portal_sections import PortalSectionOperations
from idp.operations.portal_told import PortalTold

file_argument = click.argument(
    "file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)
)


@click.group("clients")
def command() -> None:
    """The portals (relying parties) that are registered."""


@command.command()
@click.argument("name")
@click.option("--kind", type=click.Choice([str(kind) for kind in Kind]), default="server")
@click.option("--start-uri", default="", help="Where a sign-in begins at the portal.")
@click.option("--redirect-uri", "redirect_uris", multiple=True, help="One of its return addresses.")
@click.option("--alias", default="", help="`tenant/policy` in Azure AD B2C, for the kind b2c.")
@click.option("--id", "client_id", default=None, help="Left out: one is made.")
@pass_ground
def create(  # noqa: PLR0913, PLR0917 - what the short form asks
    ground: Ground,
    name: str,
    client_id: str | None,
    kind: str,
    start_uri: str,
    redirect_uris: tuple[str, ...],
    alias: str,
) -> None:
    """Create the portal NAME with safe defaults; print its id and, this once, its secret."""
    asked = CreatePortal(
        name_fr=name,
        id=client_id,
        kind=Kind(kind),
        start_uri=start_uri,
        redirect_uris=redirect_uris,
        alias=alias,
    )
    made = _do(ground, ClientOperations.create, asked)
    click.echo(made.id)
    if made.secret:
        click.echo(f"{made.secret}  until {moment(made.expires_at)}")


@command.command()
@file_argument
@click.option("--replace", is_flag=True, help="Replace what is registered under its id.")
@pass_ground
def add(ground: Ground, file: Path, *, replace: bool) -> None:
    """Register the client that FILE (JSON or TOML) describes, and print its id."""
    asked = RegisterPortal(metadata=read_file(file), replace=replace)
    click.echo(_do(ground, ClientOperations.register, asked).id)


@command.command("import")
@file_argument
@click.option("--format", "form", type=click.Choice([*FORMATS]), help="Left out: as it looks.")
@click.option("--register", is_flag=True, help="Register it too, and print id and secret.")
@pass_ground
def import_(ground: Ground, file: Path, form: str | None, *, register: bool) -> None:
    """Say what a description from B2C, Keycloak or RFC 7591 becomes here."""
    told = _do(
        ground,
        ClientOperations.import_,
        ImportPortal(content=read_file(file), format=form, register=register),
    )
    tell_notes(told)
    if told.id is None:
        click.echo(json.dumps(told.metadata, indent=2, ensure_ascii=False))
        return
    click.echo(told.id)
    if told.secret:
        click.echo(f"{told.secret}  until {moment(told.expires_at)}")


@command.command("list")
@pass_ground
def list_clients(ground: Ground) -> None:
    """Show every client in a line."""
    table(
        ("ID", "NAME", "PROFILE", "AUTHENTICATION", "SECRETS", "SECRET ENDS IN", "STATE"),
        (_line(each) for each in _do(ground, ClientOperations.list, Nothing()).portals),
    )


@command.command()
@click.argument("client_id")
@pass_ground
def show(ground: Ground, client_id: str) -> None:
    """Print a client as JSON that `add` and `edit` read."""
    told = _do(ground, ClientOperations.show, WhichPortal(id=client_id))
    content = {"id": told.id, **told.metadata}
    click.echo(json.dumps(content, indent=2, ensure_ascii=False))


@command.command()
@click.argument("client_id")
@file_argument
@pass_ground
def edit(ground: Ground, client_id: str, file: Path) -> None:
    """Change the members that FILE (JSON or TOML) names."""
    changes = read_file(file)
    if changes.pop("id", client_id) != client_id:
        raise Refused("clients.other_id", field="id")
    _do(ground, ClientOperations.edit, EditPortal(id=client_id, metadata=changes))
    click.echo(f"{client_id} changed")


@command.command()
@click.argument("client_id")
@click.option(
    "--overlap-hours",
    type=click.IntRange(min=0),
    help="How long the secret before this one still works; left out: as the settings say.",
)
@click.option("--days", type=click.IntRange(min=0), help="When the new one ends; 0: never.")
@pass_ground
def secret(ground: Ground, client_id: str, overlap_hours: int | None, days: int | None) -> None:
    """Make a secret and print it, this once: only its digest is kept."""
    asked = NewSecret(id=client_id, overlap_hours=overlap_hours, days=days)
    made = _do(ground, PortalSecretOperations.new_secret, asked)
    click.echo(made.secret)
    click.echo(f"it ends: {moment(made.expires_at)}", err=True)


@command.command("end-secret")
@click.argument("client_id")
@click.argument("secret_id", required=False)
@pass_ground
def end_secret(ground: Ground, client_id: str, secret_id: str | None) -> None:
    """End a secret at once; without SECRET_ID, list those that work."""
    if secret_id is None:
        told = _do(ground, ClientOperations.show, WhichPortal(id=client_id))
        rows = (
            (each.id, moment(each.created_at), moment(each.expires_at)) for each in told.secrets
        )
        table(("SECRET", "MADE", "ENDS"), rows)
        return
    _do(ground, PortalSecretOperations.end_secret, WhichSecret(id=client_id, secret_id=secret_id))
    click.echo(f"{secret_id} is ended")


@command.command()
@click.argument("client_id")
@click.option("--colour", required=True, help="#rrggbb")
@pass_ground
def preview(ground: Ground, client_id: str, colour: str) -> None:
    """Check a colour against the light and the dark page; the console shows the page itself."""
    before = _do(ground, ClientOperations.show, WhichPortal(id=client_id))
    asked = Branding(id=client_id, name_fr=before.name_fr, name_en=before.name_en, colour=colour)
    seen = _do(ground, PortalSectionOperations.preview, asked)
    enough = "enough" if seen.enough else "too little: 3:1 is needed"
    click.echo(f"light {seen.contrast_light}:1, dark {seen.contrast_dark}:1, {enough}")


@command.command()
@click.argument("client_id")
@pass_ground
def lately(ground: Ground, client_id: str) -> None:
    """Show who signed in lately, by opaque account ids."""
    told = _do(ground, PortalSectionOperations.lately, WhichPortal(id=client_id))
    click.echo(f"last hour: {told.last_hour}   last day: {told.last_day}")
    table(
        ("AT", "ACCOUNT", "WAY", "OUTCOME"),
        (
            (moment(each.at), each.account, " ".join(each.methods), each.outcome)
            for each in told.sign_ins
        ),
    )


@command.command("try")
@click.argument("client_id")
@pass_ground
def try_(ground: Ground, client_id: str) -> None:
    """Say where a portal is tried: a sign-in needs a browser, and the administrator in it."""
    told = _do(ground, ClientOperations.show, WhichPortal(id=client_id))
    click.echo(f"{ground.settings.server.issuer}/admin/portails/{told.id}")


@command.command()
@click.argument("client_id")
@pass_ground
def disable(ground: Ground, client_id: str) -> None:
    """Refuse a client everything, within a second, on every node."""
    _do(ground, ClientOperations.disable, WhichPortal(id=client_id))
    click.echo(f"{client_id} is disabled")


@command.command()
@click.argument("client_id")
@pass_ground
def enable(ground: Ground, client_id: str) -> None:
    """Let a disabled client in again."""
    _do(ground, ClientOperations.enable, WhichPortal(id=client_id))
    click.echo(f"{client_id} is active")


def _line(each: PortalTold) -> tuple[str, ...]:
    left = "-" if each.secret_days_left is None else f"{each.secret_days_left} days"
    state = "disabled" if each.disabled else "active"
    count = str(len(each.secrets))
    return (each.id, each.name_fr, each.profile, each.authentication, count, left, state)


def _do(ground: Ground, action: Action[A, T], asked: A) -> T:
    return desk_of(ground).do(ground.actor, action, asked)
