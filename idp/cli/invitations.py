"""`parvis invitations`: who may register a portal without us."""

from datetime import UTC, datetime

import click

from idp.cli.ground import Ground, pass_ground
from idp.cli.house import open_house
from idp.cli.printing import table
from idp.operations.invitations import InvitationOperations


@click.group("invitations")
def command() -> None:
    """The tokens that let a portal register itself."""


@command.command()
@click.option("--uses", type=int, default=1, show_default=True, help="How many clients.")
@click.option("--days", type=int, default=7, show_default=True, help="How long it is good.")
@click.option("--note", default="", help="Whom it is for.")
@pass_ground
def make(ground: Ground, uses: int, days: int, note: str) -> None:
    """Make a token and print it, this once: only its digest is kept."""
    click.echo(_operations(ground).invite(note=note, uses=uses, days=days))


@command.command("list")
@pass_ground
def list_invitations(ground: Ground) -> None:
    """Show every token that is still good, without telling it."""
    table(
        ("ID", "USES LEFT", "UNTIL", "NOTE"),
        (
            (
                each.id,
                str(each.uses_left),
                f"{datetime.fromtimestamp(each.expires_at, UTC):%Y-%m-%d %H:%M} UTC",
                each.note,
            )
            for each in _operations(ground).all()
        ),
    )


@command.command()
@click.argument("invitation_id")
@pass_ground
def withdraw(ground: Ground, invitation_id: str) -> None:
    """Let a token be good no more."""
    _operations(ground).withdraw(invitation_id)
    click.echo(f"{invitation_id} is withdrawn")


def _operations(ground: Ground) -> InvitationOperations:
    parts = open_house(ground)
    return InvitationOperations(
        database=parts.database, audit=parts.audit, clock=parts.clock, actor=ground.actor.name
    )
