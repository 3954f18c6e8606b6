"""`parvis admin`: the administrators, and the invitation of the first one."""

import click

from idp.administration.actor import Role
from idp.administration.administrators.actions import AdministratorActions, Invite, Invited
from idp.administration.listing import listing
from idp.cli.action_commands import ActionGroup
from idp.cli.context import CommandContext, pass_command_context
from idp.cli.terminal import Terminal, actor

command = ActionGroup("admin", help="The administrators and their roles.")


@command.command()
@click.option("--name", required=True, help="As colleagues know them.")
@click.option("--address", required=True, help="Where they can be written to.")
@click.option(
    "--locale", type=click.Choice(("fr", "en")), default="fr", help="The language of the console."
)
@pass_command_context
def bootstrap(context: CommandContext, name: str, address: str, locale: str) -> None:
    """Invite the first owner, and print the address to sign in by: once, within the hour."""
    asked = Invite(name=name, address=address, roles=(Role.OWNER,), locale=locale)
    actions = Terminal(context).provider.administration.administrators
    invited = actions.bootstrap(actor(), asked)
    click.echo(invited.invitation_uri)


@command.command()
@pass_command_context
def actions(context: CommandContext) -> None:
    """Print every action, its page, API path, command and roles: `docs/administration.md`."""
    click.echo(listing(Terminal(context).provider.administration.actions.declared), nl=False)


@command.shows(AdministratorActions.invite, AdministratorActions.reset)
def _show_invitation(invited: Invited) -> None:
    mailed = f"an invitation goes to {invited.id} by mail"
    click.echo(invited.invitation_uri or mailed)


command.lists(
    AdministratorActions.list,
    "administrators",
    {
        "ID": "id",
        "NAME": "name",
        "ADDRESS": "address",
        "ROLES": "roles",
        "FIRST CAME": "entered_at",
        "STATE": lambda each: "disabled" if each.disabled_at else "active",
    },
)
command.says(AdministratorActions.set_roles, "{id} is now {roles}")
command.says(AdministratorActions.disable, "{id} is disabled")
command.says(AdministratorActions.enable, "{id} is active")
command.says(AdministratorActions.remove, "{id} is removed")
