"""`parvis audit`: the record of events."""

import json
from datetime import UTC, datetime
from typing import Any

import click
import msgspec
from typing_extensions import override

from idp.cli.ground import Ground, pass_ground
from idp.cli.house import desk_of
from idp.cli.printing import moment, table
from idp.errors import Refused
from idp.operations.record import (
    EntriesTold,
    EntryTold,
    ExportRecord,
    RecordOperations,
    SearchRecord,
    VerdictTold,
    VerifyRecord,
    WhichEntry,
)
from idp.operations.told_claims import RederiveClaims, RederivedTold, ToldClaimOperations


class Moment(click.ParamType[int]):
    """A date, or a date and time, in ISO 8601; UTC unless it says otherwise."""

    name = "moment"

    @override
    def convert(self, value: Any, param: Any, ctx: Any) -> int:
        """Return it in seconds."""
        try:
            at = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value} is not an ISO 8601 date and time", param, ctx)
        return int((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp())


def given_options(command: Any) -> Any:  # noqa: ANN401 - a decorator of click's
    """Add the options that say what is looked for."""
    for option in (
        click.option("--until", type=Moment(), help="Before this moment."),
        click.option("--since", type=Moment(), help="From this moment on."),
        click.option("--client", "client_id", default="", help="The id of a client."),
        click.option("--account", "subject", default="", help="The id of an account."),
        click.option("--actor", default="", help="self, anyone, house, admin:ID or client:ID."),
        click.option("--kind", default="", help="signed_in, client_changed, ..."),
    ):
        command = option(command)
    return command


@click.group("audit")
def command() -> None:
    """The record of events: search it, take it along, see that it is whole."""


@command.command()
@given_options
@click.option("--limit", type=click.IntRange(1, 200), default=50, show_default=True)
@click.option("--before", type=int, help="Only events of a lower number.")
@pass_ground
def search(ground: Ground, /, limit: int, before: int | None, **given: Any) -> None:  # noqa: ANN401 - the options
    """Show the newest events that fit."""
    asked = SearchRecord(limit=limit, **_given({**given, "before": before}))
    found: EntriesTold = desk_of(ground).do(ground.actor, RecordOperations.search, asked)
    table(
        ("NUMBER", "WHEN", "KIND", "BY", "ACCOUNT", "CLIENT", "OUTCOME", "DETAILS"),
        (_line(each) for each in found.entries),
    )


@command.command()
@click.argument("number", type=int)
@pass_ground
def show(ground: Ground, number: int) -> None:
    """Print one event as JSON."""
    told = desk_of(ground).do(ground.actor, RecordOperations.show, WhichEntry(seq=number))
    click.echo(json.dumps(msgspec.to_builtins(told), indent=2))


@command.command()
@given_options
@click.option("--after", type=click.IntRange(min=0), default=0, help="Only of a higher number.")
@pass_ground
def export(ground: Ground, /, after: int, **given: Any) -> None:  # noqa: ANN401 - the options
    """Print every event that fits, one JSON object a line, the oldest first."""
    desk, following = desk_of(ground), after
    while True:
        asked = ExportRecord(after=following, **_given(given))
        page: EntriesTold = desk.do(ground.actor, RecordOperations.export, asked)
        for each in page.entries:
            click.echo(msgspec.json.encode(each))
        if page.next is None:
            return
        following = page.next


@command.command()
@click.option("--anchor", nargs=2, type=(int, str), metavar="NUMBER HEAD", help="A head kept.")
@pass_ground
def verify(ground: Ground, anchor: tuple[int, str] | None) -> None:
    """Read the whole chain; fail naming the first event that is not as it was written.

    Keep NUMBER and HEAD that it prints away from the database: given back as --anchor, they show
    that the database was not put back to an earlier day.
    """
    seq, head = anchor or (None, "")
    asked = VerifyRecord(anchor_seq=seq, anchor_head=head)
    told: VerdictTold = desk_of(ground).do(ground.actor, RecordOperations.verify, asked)
    click.echo(f"{told.rows} events, {told.first_seq} to {told.last_seq}")
    for each in told.flaws:
        click.echo(f"{each.flaw:<10} {each.seq}")
    if not told.whole:
        raise Refused("audit.broken")
    if told.plain_to:
        click.echo(f"up to {told.plain_to} written before the chain had its key")
    click.echo(f"whole; head {told.last_seq} {told.head}")


@command.command()
@click.option("--since", type=Moment(), help="Told from this moment on.")
@click.option("--until", type=Moment(), help="Told before this moment.")
@pass_ground
def rederive(ground: Ground, since: int | None, until: int | None) -> None:
    """Derive again the school claims that tokens told; fail when any should not have been."""
    desk, told = desk_of(ground), []
    asked = RederiveClaims(**_given({"since": since, "until": until}))
    while True:
        page: RederivedTold = desk.do(ground.actor, ToldClaimOperations.rederive, asked)
        for each in page.wrong:
            click.echo(json.dumps(msgspec.to_builtins(each)))
        told.append((page.derived, page.right, page.gone, len(page.wrong)))
        if page.next is None:
            break
        asked = msgspec.structs.replace(asked, after=page.next)
    derived, right, gone, wrong = (sum(column) for column in zip(*told, strict=True))
    click.echo(f"{derived} told: {right} right, {wrong} wrong, {gone} cannot be derived any more")
    if page.altered:
        click.echo(f"{page.missing} told are missing from what the record counted")
    if wrong:
        raise Refused("audit.wrong")
    if page.altered:
        raise Refused("audit.told_altered")


def _given(options: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in options.items() if value is not None}


def _line(each: EntryTold) -> tuple[str, ...]:
    return (
        str(each.seq),
        moment(each.at),
        each.kind,
        each.actor,
        each.subject or "-",
        each.client_id or "-",
        each.outcome,
        " ".join(f"{name}={value}" for name, value in each.details.items()),
    )
