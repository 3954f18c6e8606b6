"""`parvis people`: parents in trouble; WHO is an account's id or a whole address."""

from collections.abc import Callable
from typing import Any

import click

from idp.additions import Kind
from idp.cli.ground import Ground, pass_ground
from idp.cli.house import desk_of
from idp.cli.printing import moment, table
from idp.operations.action import Action, T
from idp.operations.people_additions import PeopleAdditions
from idp.operations.people_asking import Reason, Who
from idp.operations.people_helping import Helped, PeopleHelping
from idp.operations.people_looks import AddressTold, PeopleLooks


def because(command: Callable[..., None]) -> Callable[..., None]:
    """Ask why; both are recorded."""
    reference = click.option("--reference", default="", help="Number of a ticket.")
    reason = click.option(
        "--reason",
        required=True,
        type=click.Choice([str(each) for each in Reason]),
        help="Why; it is recorded.",
    )
    return reason(reference(command))


@click.group("people")
def command() -> None:
    """Parents in trouble; WHO is an account id or a whole address. Every look is recorded."""


@command.command()
@pass_ground
def organisations(ground: Ground) -> None:
    """List the organisations whose children can be asked about."""
    told = ask(ground, PeopleLooks.organisations)
    table(("CODE", "NAME"), ((each.code, each.name) for each in told.organisations))


@command.command()
@click.argument("who")
@because
@pass_ground
def find(ground: Ground, who: str, reason: str, reference: str) -> None:
    """Show an account: state, ways in, addresses, school status, sessions."""
    told = ask(ground, PeopleLooks.find, who=who, reason=reason, reference=reference)
    if told.on_file is not None:
        click.echo(f"on file    {'yes' if told.on_file else 'no'}")
    if told.person is None:
        click.echo("account    none")
        return
    person = told.person
    click.echo(f"account    {person.id}")
    state = "closed" if person.closed else "disabled" if person.disabled else "active"
    click.echo(f"state      {state}")
    click.echo(f"created    {moment(person.created_at)}")
    click.echo(f"language   {person.locale}")
    ways = (
        *(("password",) if person.has_password else ()),
        *((f"{person.passkeys} passkeys",) if person.passkeys else ()),
        *(("app",) if person.has_app else ()),
        *person.providers,
    )
    click.echo(f"ways in    {', '.join(ways) or 'none'}")
    click.echo(f"sessions   {person.sessions}, last seen {moment(person.seen_at)}")
    click.echo(f"gpi        {person.status}, {person.children} children, {person.unconfirmed} more")
    _addresses(person.addresses)
    for each in person.suspended:
        added = f"added {moment(each.added_at)} on {each.device or 'an unknown device'}"
        click.echo(f"suspended  {each.kind} {each.id}, {added}")


@command.command()
@click.argument("who")
@click.option("--organisation", default="", help="Code of the child's organisation.")
@click.option("--number", default="", help="The child's fiche number or permanent code.")
@because
@pass_ground
def explain(
    ground: Ground, who: str, organisation: str, number: str, reason: str, reference: str
) -> None:
    """Say which of the three conditions keeps a child from being linked."""
    told = ask(
        ground,
        PeopleLooks.explain,
        who=who,
        organisation=organisation,
        number=number,
        reason=reason,
        reference=reference,
    )
    click.echo(f"account    {told.account}")
    click.echo(f"gpi        {told.status}, {told.children} children, {told.unconfirmed} more")
    _addresses(told.addresses)
    for each in told.tries:
        click.echo(f"tried      {moment(each.at)} {each.kind} {each.organisation}")


@command.command()
@click.argument("who")
@because
@pass_ground
def mail(ground: Ground, who: str, reason: str, reference: str) -> None:
    """Show what was sent to an address or an account in thirty days, and what became of it."""
    told = ask(ground, PeopleLooks.mail, who=who, reason=reason, reference=reference)
    table(
        ("WRITTEN", "KIND", "STATE", "ANSWER", "AFTER", "TRIES"),
        (
            (
                moment(each.created_at),
                each.kind,
                each.state,
                each.answer or "",
                "" if each.delay_seconds is None else f"{each.delay_seconds} s",
                str(each.attempts),
            )
            for each in told.messages
        ),
    )


@command.command("invite-merge")
@click.argument("who")
@click.argument("other")
@because
@pass_ground
def invite_merge(ground: Ground, who: str, other: str, reason: str, reference: str) -> None:
    """Write to both accounts of one person how to make them one; WHO is to stay."""
    told = ask(
        ground, PeopleHelping.invite_merge, who=who, other=other, reason=reason, reference=reference
    )
    click.echo(f"{told.account} is written to, and the other")


@command.command("keep-addition")
@click.argument("who")
@click.argument("kind", type=click.Choice([str(each) for each in Kind]))
@click.argument("addition")
@because
@pass_ground
def keep_addition(
    ground: Ground, who: str, kind: str, addition: str, reason: str, reference: str
) -> None:
    """Let something work again that a recovery suspended; ADDITION is its id in `people find`."""
    asked = {"who": who, "kind": kind, "addition": addition}
    told = ask(ground, PeopleAdditions.keep, **asked, reason=reason, reference=reference)
    click.echo(f"{told.account} has it again")


def _simple(verb: str, action: Action[Who, Helped], text: str, done: str) -> None:
    @command.command(verb, help=text)
    @click.argument("who")
    @because
    @pass_ground
    def act(ground: Ground, who: str, reason: str, reference: str) -> None:
        told = ask(ground, action, who=who, reason=reason, reference=reference)
        click.echo(f"{told.account} {done}")


_simple(
    "send-reset", PeopleHelping.send_reset, "Write to the account how to get in.", "is written to"
)
_simple(
    "end-sessions", PeopleHelping.end_sessions, "Sign an account out everywhere.", "is signed out"
)
_simple("disable", PeopleHelping.disable, "Close the door to an account.", "is disabled")
_simple("enable", PeopleHelping.enable, "Open the door to an account again.", "is active")
_simple(
    "reset-authenticators",
    PeopleHelping.reset_authenticators,
    "Take passkeys, app and recovery codes away from who lost them.",
    "has none any more",
)


def _addresses(addresses: tuple[AddressTold, ...]) -> None:
    for each in addresses:
        on_file = "on file" if each.on_file else "not on file"
        child = f", child: {each.child}" if each.child else ""
        click.echo(f"address    {each.masked}, proven {moment(each.proven_at)}, {on_file}{child}")


def ask(ground: Ground, action: Action[Any, T], **members: str) -> T:
    """Do `action` with `members`, read as strictly as from the API."""
    desk = desk_of(ground)
    return desk.do(ground.actor, action, desk.read(ground.actor, action, members))
