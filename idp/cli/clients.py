"""`parvis clients`: the portals that may send parents here."""

import json

import click

from idp.administration.portals.actions import ClientActions
from idp.administration.portals.requests import (
    BrandingRequest,
    EditPortal,
    WhichPortal,
    WhichSecret,
)
from idp.administration.portals.responses import (
    Described,
    PortalDetails,
    PortalResponse,
    RefusalsResponse,
    SecretMade,
    SignInsResponse,
)
from idp.administration.portals.secrets import PortalSecretActions
from idp.administration.portals.sections import PortalSectionActions
from idp.administration.portals.trials import PortalTrialActions
from idp.cli.action_commands import ActionGroup
from idp.cli.context import CommandContext, pass_command_context
from idp.cli.described import print_notes
from idp.cli.printing import columns, moment
from idp.cli.terminal import Terminal
from idp.errors import Refused

command = ActionGroup("clients", help="The portals (relying parties) that are registered.")
command.says(ClientActions.register, "{id}")
command.says(ClientActions.disable, "{id} is disabled")
command.says(ClientActions.enable, "{id} is active")


def _secret_days(portal: PortalResponse) -> str:
    left = portal.secret_days_left
    return "-" if left is None else f"{left} days"


command.lists(
    ClientActions.list,
    "portals",
    {
        "ID": "id",
        "NAME": "name_fr",
        "PROFILE": "profile",
        "AUTHENTICATION": "authentication",
        "SECRETS": lambda each: str(len(each.secrets)),
        "SECRET ENDS IN": _secret_days,
        "STATE": lambda each: "disabled" if each.disabled else "active",
    },
)


@command.shows(ClientActions.create)
def _created(response: SecretMade) -> None:
    _made(response)


def _made(response: SecretMade | Described) -> None:
    click.echo(response.id)
    if response.secret:
        click.echo(f"{response.secret}  until {moment(response.expires_at)}")


@command.shows(ClientActions.import_)
def _imported(response: Described) -> None:
    print_notes(response)
    if response.id is None:
        click.echo(json.dumps(response.metadata, indent=2, ensure_ascii=False))
    else:
        _made(response)


@command.shows(ClientActions.show)
def _shown(response: PortalDetails) -> None:
    """Print a portal as JSON that `add` and `edit` read."""
    click.echo(json.dumps({"id": response.id, **response.metadata}, indent=2, ensure_ascii=False))


@command.asks(ClientActions.edit)
def _edit(terminal: Terminal, asked: EditPortal) -> None:
    """Change the members that FILE (JSON or TOML) names, and no other."""
    # The output of `show` contains the id.
    if asked.metadata.pop("id", asked.id) != asked.id:
        raise Refused("clients.other_id", field="id")
    terminal.do(ClientActions.edit, asked)
    click.echo(f"{asked.id} changed")


@command.shows(PortalSecretActions.new_secret)
def _secret(response: SecretMade) -> None:
    click.echo(response.secret)
    click.echo(f"it ends: {moment(response.expires_at)}", err=True)


@command.command("end-secret")
@click.argument("client_id")
@click.argument("secret_id", required=False)
@pass_command_context
def _end_secret(context: CommandContext, client_id: str, secret_id: str | None) -> None:
    """End a secret at once; without SECRET_ID, list those that work."""
    terminal = Terminal(context)
    if secret_id is None:
        response = terminal.do(ClientActions.show, WhichPortal(id=client_id))
        columns(response.secrets, {"SECRET": "id", "MADE": "created_at", "ENDS": "expires_at"})
        return
    asked = WhichSecret(id=client_id, secret_id=secret_id)
    terminal.do(PortalSecretActions.end_secret, asked)
    click.echo(f"{secret_id} is ended")


@command.command("preview")
@click.argument("client_id")
@click.option("--colour", required=True, help="#rrggbb")
@pass_command_context
def _preview(context: CommandContext, client_id: str, colour: str) -> None:
    """Check a colour against the light and the dark page; the console shows the page itself."""
    terminal = Terminal(context)
    before = terminal.do(ClientActions.show, WhichPortal(id=client_id))
    asked = BrandingRequest(
        id=client_id, name_fr=before.name_fr, name_en=before.name_en, colour=colour
    )
    seen = terminal.do(PortalSectionActions.preview, asked)
    enough = "enough" if seen.enough else "too little: 3:1 is needed"
    click.echo(f"light {seen.contrast_light}:1, dark {seen.contrast_dark}:1, {enough}")


@command.shows(PortalSectionActions.recent_sign_ins)
def _recent_sign_ins(response: SignInsResponse) -> None:
    click.echo(f"last hour: {response.last_hour}   last day: {response.last_day}")
    columns(
        response.sign_ins,
        {"AT": "at", "ACCOUNT": "account", "WAY": "methods", "OUTCOME": "outcome"},
    )


@command.shows(PortalSectionActions.refusals)
def _refusals(response: RefusalsResponse) -> None:
    columns(
        response.refusals,
        {"LAST": "last_at", "TIMES": "times", "REASON": "reason", "WHAT": "text"},
    )


command.says(PortalSectionActions.find_refusal, "{client_id}: {reason}. {text}")


@command.asks(PortalTrialActions.begin)
def _try(terminal: Terminal, asked: WhichPortal) -> None:
    """Print the address where a portal is tried: in a browser, with an administrator signed in."""
    response = terminal.do(ClientActions.show, asked)
    click.echo(f"{terminal.settings.server.issuer}/admin/portails/{response.id}")
