"""`parvis invitations`: who may register a portal without us."""

from datetime import UTC, datetime

import click

from idp.cli.ground import Ground, pass_ground
from idp.cli.house import desk_of
from idp.cli.printing import table
from idp.operations.asking import Nothing
from idp.operations.invitations import InvitationOperations, InvitePortals, WhichInvitation


@click.group("invitations")
def command() -> None:
    """The tokens that let a portal register itself."""


@command.command()
@click.option(
    "--uses", type=click.IntRange(1, 1_000), default=1, show_default=True, help="How many clients."
)
@click.option(
    "--days", type=click.IntRange(1, 365), default=7, show_default=True, help="How long it is good."
)
@click.option("--note", default="", help="Whom it is for.")
@pass_ground
def make(ground: Ground, uses: int, days: int, note: str) -> None:
    """Make a token and print it, this once: only its digest is kept."""
    asked = InvitePortals(note=note, uses=uses, days=days)
    click.echo(desk_of(ground).do(ground.actor, InvitationOperations.invite, asked).token)


@command.command("list")
@pass_ground
def list_invitations(ground: Ground) -> None:
    """Show every token that is still good, without telling it."""
    told = desk_of(ground).do(ground.actor, InvitationOperations.list, Nothing())
    table(
        ("ID", "USES LEFT", "UNTIL", "NOTE"),
        (
            (
                each.id,
                str(each.uses_left),
                f"{datetime.fromtimestamp(each.expires_at, UTC):%Y-%m-%d %H:%M} UTC",
                each.note,
            )
            for each in told.invitations
        ),
    )


@command.command()
@click.argument("invitation_id")
@pass_ground
def withdraw(ground: Ground, invitation_id: str) -> None:
    """Let a token be good no more."""
    asked = WhichInvitation(id=invitation_id)
    desk_of(ground).do(ground.actor, InvitationOperations.withdraw, asked)
    click.echo(f"{invitation_id} is withdrawn")
