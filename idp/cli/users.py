"""`parvis users`: the accounts, when a parent needs help."""

import click

from idp.cli.ground import Ground, pass_ground
from idp.cli.house import open_house
from idp.cli.printing import moment, table
from idp.operations.users import UserOperations


@click.group("users")
def command() -> None:
    """The parents' accounts; WHO is an account id or an address."""


@command.command()
@click.argument("who")
@pass_ground
def show(ground: Ground, who: str) -> None:
    """Show an account: addresses, school status, sessions. This look is recorded."""
    facts = _operations(ground).look(who)
    account = facts.account
    click.echo(f"account    {account.id}")
    click.echo(f"state      {'disabled' if account.disabled else 'active'}")
    click.echo(f"created    {moment(account.created_at)}")
    click.echo(f"language   {account.locale}")
    click.echo(f"password   {'yes' if account.has_password else 'no'}")
    click.echo(f"gpi        {facts.school.status}, {len(facts.school.children)} children")
    for each in facts.addresses:
        click.echo(f"address    {each.address.written}, proven {moment(each.proven_at)}")
    if facts.sessions:
        click.echo()
        table(
            ("SESSION", "SIGNED IN", "LAST SEEN", "ENDS", "DEVICE"),
            (
                (
                    each.sid,
                    moment(each.auth_time),
                    moment(each.seen_at),
                    moment(each.expires_at),
                    each.device,
                )
                for each in facts.sessions
            ),
        )


@command.command()
@click.argument("who")
@pass_ground
def disable(ground: Ground, who: str) -> None:
    """Close the door to an account; its sessions stop at once."""
    click.echo(f"{_operations(ground).disable(who, disabled=True)} is disabled")


@command.command()
@click.argument("who")
@pass_ground
def enable(ground: Ground, who: str) -> None:
    """Open the door to an account again."""
    click.echo(f"{_operations(ground).disable(who, disabled=False)} is active")


@command.command("end-sessions")
@click.argument("who")
@pass_ground
def end_sessions(ground: Ground, who: str) -> None:
    """Sign an account out everywhere."""
    click.echo(f"{_operations(ground).end_sessions(who)} sessions ended")


def _operations(ground: Ground) -> UserOperations:
    parts = open_house(ground)
    return UserOperations(
        database=parts.database,
        accounts=parts.accounts,
        addresses=parts.addresses,
        sessions=parts.sessions,
        children=parts.children,
        audit=parts.audit,
        clock=parts.clock,
        actor=ground.actor.name,
    )
