"""What support does: wired for the desk."""

from idp.children.conditions import Conditions
from idp.mail import MailHistory
from idp.operations.number_tries import NumberTries
from idp.operations.people_additions import PeopleAdditions
from idp.operations.people_asking import PeopleRecord
from idp.operations.people_helping import PeopleHelping
from idp.operations.people_letters import PeopleLetters
from idp.operations.people_looks import PeopleLooks
from idp.parts.journeys import Journeys


def people_operations(parts: Journeys) -> tuple[object, ...]:
    """Return what declares every action on people."""
    record = PeopleRecord(accounts=parts.accounts, audit=parts.audit)
    numbers = NumberTries(database=parts.database, limits=parts.limits)
    looks = PeopleLooks(
        database=parts.database,
        record=record,
        addresses=parts.addresses,
        sessions=parts.sessions,
        authenticators=parts.authenticators,
        links=parts.upstream_links,
        additions=parts.additions,
        children=parts.children,
        conditions=Conditions(vault=parts.vault, clock=parts.clock),
        history=MailHistory(vault=parts.vault),
        registry=parts.registry,
        numbers=numbers,
        clock=parts.clock,
    )
    helping = PeopleHelping(
        database=parts.database,
        record=record,
        accounts=parts.accounts,
        eviction=parts.eviction,
        authenticators=parts.authenticators,
        notices=parts.notices,
        limits=parts.limits,
        issuer=parts.issuer,
    )
    additions = PeopleAdditions(
        database=parts.database,
        record=record,
        accounts=parts.accounts,
        additions=parts.additions,
        notices=parts.notices,
    )
    letters = PeopleLetters(
        database=parts.database,
        letters=parts.letters,
        children=parts.children,
        audit=parts.audit,
        numbers=numbers,
        clock=parts.clock,
        issuer=parts.issuer,
    )
    return (looks, helping, additions, letters)
