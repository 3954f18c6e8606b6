"""`parvis people`: parents in trouble, and activation letters."""

import click

from idp.administration.people.additions import PeopleAdditions
from idp.administration.people.helping import PeopleHelping
from idp.administration.people.letters import LetterToPrint, PeopleLetters
from idp.administration.people.looking import (
    AddressResponse,
    Explained,
    PeopleLooks,
    PersonFound,
    PersonResponse,
)
from idp.cli.action_commands import ActionGroup
from idp.cli.printing import moment

command = ActionGroup(
    "people",
    help="Parents in trouble; WHO is an account id or a whole address. Every look is recorded.",
)
command.lists(PeopleLooks.organisations, "organisations", {"CODE": "code", "NAME": "name"})
command.lists(
    PeopleLooks.mail,
    "messages",
    {
        "WRITTEN": "created_at",
        "KIND": "kind",
        "STATE": "state",
        "ANSWER": lambda each: each.answer or "",
        "AFTER": lambda each: "" if each.delay_seconds is None else f"{each.delay_seconds} s",
        "TRIES": "attempts",
    },
)
command.says(PeopleHelping.invite_merge, "{account} is written to, and the other")
command.says(PeopleHelping.send_reset, "{account} is written to")
command.says(PeopleHelping.end_sessions, "{account} is signed out")
command.says(PeopleHelping.disable, "{account} is disabled")
command.says(PeopleHelping.enable, "{account} is active")
command.says(PeopleHelping.reset_authenticators, "{account} has none any more")
command.says(PeopleAdditions.keep, "{account} has it again")
command.says(PeopleLetters.revoke, "{id} is withdrawn")
command.lists(
    PeopleLetters.list,
    "letters",
    {
        "ID": "id",
        "ORGANISATION": "organisation",
        "STATE": "state",
        "PREPARED": "prepared_at",
        "BY": "prepared_by",
        "UNTIL": "expires_at",
        "USED": "used_at",
        "REFERENCE": "reference",
    },
)


@command.shows(PeopleLooks.find)
def _found(response: PersonFound) -> None:
    if response.on_file is not None:
        click.echo(f"on file    {'yes' if response.on_file else 'no'}")
    if response.person is None:
        click.echo("account    none")
    else:
        _person(response.person)


@command.shows(PeopleLooks.explain)
def _explained(response: Explained) -> None:
    click.echo(f"account    {response.account}")
    click.echo(
        f"gpi        {response.status}, {response.children} children, {response.unconfirmed} more"
    )
    _addresses(response.addresses)
    for each in response.tries:
        click.echo(f"tried      {moment(each.at)} {each.kind} {each.organisation}")


@command.shows(PeopleLetters.prepare)
def _letter(response: LetterToPrint) -> None:
    click.echo(f"letter  {response.id}")
    click.echo(f"for     {response.school_name}, {response.organisation_name}")
    click.echo(f"code    {response.code}")
    click.echo(f"at      {response.uri}")
    click.echo(f"until   {moment(response.expires_at)}")


def _person(person: PersonResponse) -> None:
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


def _addresses(addresses: tuple[AddressResponse, ...]) -> None:
    for each in addresses:
        on_file = "on file" if each.on_file else "not on file"
        child = f", child: {each.child}" if each.child else ""
        click.echo(f"address    {each.masked}, proven {moment(each.proven_at)}, {on_file}{child}")
