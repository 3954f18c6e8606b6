"""`parvis people letters` and its verbs: activation letters."""

import click

from idp.cli.ground import Ground, pass_ground
from idp.cli.people import ask, because, command
from idp.cli.printing import moment, table
from idp.operations.people_letters import PeopleLetters


@command.command("letters")
@click.option("--organisation", default="", help="Those of one organisation.")
@pass_ground
def list_letters(ground: Ground, organisation: str) -> None:
    """List the activation letters and what became of them."""
    told = ask(ground, PeopleLetters.list, organisation=organisation)
    table(
        ("ID", "ORGANISATION", "STATE", "PREPARED", "BY", "UNTIL", "USED", "REFERENCE"),
        (
            (
                each.id,
                each.organisation,
                each.state,
                moment(each.prepared_at),
                each.prepared_by,
                moment(each.expires_at),
                moment(each.used_at),
                each.reference,
            )
            for each in told.letters
        ),
    )


@command.command("prepare-letter")
@click.argument("organisation")
@click.argument("number")
@click.argument("listed")
@because
@pass_ground
def prepare_letter(
    ground: Ground, organisation: str, number: str, listed: str, reason: str, reference: str
) -> None:
    """Prepare a letter for the parent whose address LISTED is wrong on the file NUMBER.

    The code is printed this once; the console prints the letter itself.
    """
    told = ask(
        ground,
        PeopleLetters.prepare,
        organisation=organisation,
        number=number,
        listed=listed,
        reason=reason,
        reference=reference,
    )
    click.echo(f"letter  {told.id}")
    click.echo(f"for     {told.school_name}, {told.organisation_name}")
    click.echo(f"code    {told.code}")
    click.echo(f"at      {told.uri}")
    click.echo(f"until   {moment(told.expires_at)}")


@command.command("revoke-letter")
@click.argument("letter_id")
@because
@pass_ground
def revoke_letter(ground: Ground, letter_id: str, reason: str, reference: str) -> None:
    """Take a letter back, and what it put on file."""
    ask(ground, PeopleLetters.revoke, id=letter_id, reason=reason, reference=reference)
    click.echo(f"{letter_id} is withdrawn")


__all__ = ["command"]
