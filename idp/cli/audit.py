"""`parvis audit`: the record of events."""

import json

import click
import msgspec

from idp.administration.journal.actions import (
    EntriesResponse,
    ExportRecord,
    RecordActions,
    VerdictResponse,
)
from idp.administration.journal.issued_claims import IssuedClaimActions, RederiveClaims, joined
from idp.audit.records import Entry
from idp.cli.action_commands import ActionGroup
from idp.cli.terminal import Terminal
from idp.errors import Refused

command = ActionGroup(
    "audit", help="The record of events: search it, take it along, see that it is whole."
)
command.lists(
    RecordActions.search,
    "entries",
    {
        "NUMBER": "seq",
        "WHEN": "at",
        "KIND": "kind",
        "BY": "actor",
        "ACCOUNT": "subject",
        "CLIENT": "client_id",
        "OUTCOME": "outcome",
        "DETAILS": lambda each: " ".join(f"{name}={text}" for name, text in each.details.items()),
    },
)


@command.shows(RecordActions.show)
def _show(response: Entry) -> None:
    """Print one event as JSON."""
    click.echo(json.dumps(msgspec.to_builtins(response), indent=2))


@command.asks(RecordActions.export)
def _export(terminal: Terminal, asked: ExportRecord) -> None:
    """Print every event that fits, one JSON object a line, the oldest first."""
    following: int | None = asked.after
    while following is not None:
        asked = msgspec.structs.replace(asked, after=following)
        page: EntriesResponse = terminal.do(RecordActions.export, asked)
        for each in page.entries:
            click.echo(msgspec.json.encode(each))
        following = page.next


@command.shows(RecordActions.verify)
def _verify(response: VerdictResponse) -> None:
    """Read the whole chain; fail naming the first event that is not as it was written.

    Keep the number and the head that it prints away from the database: given back as --anchor-seq
    and --anchor-head, they show that the database was not put back to an earlier day.
    """
    click.echo(f"{response.rows} events, {response.first_seq} to {response.last_seq}")
    for each in response.flaws:
        click.echo(f"{each.flaw:<10} {each.seq}")
    if not response.whole:
        raise Refused("audit.broken")
    click.echo(f"whole; head {response.last_seq} {response.head}")


@command.asks(IssuedClaimActions.rederive)
def _rederive(terminal: Terminal, asked: RederiveClaims) -> None:
    """Derive issued school claims again; fail when any should not have been issued."""
    pages = []
    following: int | None = asked.after
    while following is not None:
        asked = msgspec.structs.replace(asked, after=following)
        page = terminal.do(IssuedClaimActions.rederive, asked)
        for each in page.wrong:
            click.echo(json.dumps(msgspec.to_builtins(each)))
        pages.append(page)
        following = page.next
    response = joined(pages)
    click.echo(
        f"{response.derived} told: {response.right} right, "
        f"{len(response.wrong)} wrong, {response.gone} cannot be derived any more"
    )
    if response.altered:
        click.echo(f"{response.missing} told are missing from what the record counted")
    if response.wrong:
        raise Refused("audit.wrong")
    if response.altered:
        raise Refused("audit.told_altered")
