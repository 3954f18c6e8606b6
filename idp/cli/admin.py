"""`parvis admin`: the administrators, and how the first one comes in."""

import click

from idp.cli.ground import Ground, pass_ground
from idp.cli.house import desk_of, open_house
from idp.cli.printing import moment, table
from idp.operations.action import Action
from idp.operations.actor import Role
from idp.operations.administrators import (
    AdministratorOperations,
    Changed,
    Invite,
    Invited,
    SetRoles,
    Which,
)
from idp.operations.asking import Nothing
from idp.operations.listing import listing

name_option = click.option("--name", required=True, help="As colleagues know them.")
address_option = click.option("--address", required=True, help="Where they can be written to.")
locale_option = click.option(
    "--locale", type=click.Choice(("fr", "en")), default="fr", help="The language of the console."
)
roles_argument = click.argument(
    "roles", nargs=-1, required=True, type=click.Choice([str(role) for role in Role])
)


@click.group("admin")
def command() -> None:
    """The administrators and their roles."""


@command.command()
@name_option
@address_option
@locale_option
@pass_ground
def bootstrap(ground: Ground, name: str, address: str, locale: str) -> None:
    """Invite the first owner, and print the address to come in by: once, within the hour."""
    asked = Invite(name=name, address=address, roles=(Role.OWNER,), locale=locale)
    operations = open_house(ground).administrator_operations
    _tell(operations.bootstrap(ground.actor, asked))


@command.command()
@name_option
@address_option
@locale_option
@roles_argument
@pass_ground
def invite(ground: Ground, name: str, address: str, locale: str, roles: tuple[str, ...]) -> None:
    """Invite an administrator with ROLES, and print the address to come in by, once."""
    asked = Invite(name=name, address=address, roles=_roles(roles), locale=locale)
    _tell(desk_of(ground).do(ground.actor, AdministratorOperations.invite, asked))


@command.command("list")
@pass_ground
def list_administrators(ground: Ground) -> None:
    """Show every administrator in a line."""
    told = desk_of(ground).do(ground.actor, AdministratorOperations.list, Nothing())
    table(
        ("ID", "NAME", "ADDRESS", "ROLES", "FIRST CAME", "STATE"),
        (
            (
                each.id,
                each.name,
                each.address,
                " ".join(each.roles),
                moment(each.entered_at),
                "disabled" if each.disabled_at else "active",
            )
            for each in told.administrators
        ),
    )


@command.command()
@pass_ground
def actions(ground: Ground) -> None:
    """Print every action, where each mouth has it and who may: `docs/administration.md`."""
    click.echo(listing(desk_of(ground).actions), nl=False)


@command.command()
@click.argument("administrator_id")
@roles_argument
@pass_ground
def roles(ground: Ground, administrator_id: str, roles: tuple[str, ...]) -> None:
    """Give an administrator exactly ROLES."""
    asked = SetRoles(id=administrator_id, roles=_roles(roles))
    desk_of(ground).do(ground.actor, AdministratorOperations.set_roles, asked)
    click.echo(f"{administrator_id} is now {' '.join(roles)}")


@command.command()
@click.argument("administrator_id")
@pass_ground
def disable(ground: Ground, administrator_id: str) -> None:
    """Close the door to an administrator; their sessions end at once."""
    _do(ground, AdministratorOperations.disable, administrator_id, "is disabled")


@command.command()
@click.argument("administrator_id")
@pass_ground
def enable(ground: Ground, administrator_id: str) -> None:
    """Open the door to an administrator again."""
    _do(ground, AdministratorOperations.enable, administrator_id, "is active")


@command.command()
@click.argument("administrator_id")
@pass_ground
def remove(ground: Ground, administrator_id: str) -> None:
    """Strike an administrator off the list; what they did stays recorded."""
    _do(ground, AdministratorOperations.remove, administrator_id, "is removed")


@command.command()
@click.argument("administrator_id")
@pass_ground
def reset(ground: Ground, administrator_id: str) -> None:
    """Take away passkeys, password and application, and print where to come in anew."""
    asked = Which(id=administrator_id)
    _tell(desk_of(ground).do(ground.actor, AdministratorOperations.reset, asked))


def _roles(names: tuple[str, ...]) -> tuple[Role, ...]:
    return tuple(Role(name) for name in names)


def _do(ground: Ground, action: Action[Which, Changed], administrator_id: str, done: str) -> None:
    desk_of(ground).do(ground.actor, action, Which(id=administrator_id))
    click.echo(f"{administrator_id} {done}")


def _tell(invited: Invited) -> None:
    click.echo(invited.invitation_uri)
