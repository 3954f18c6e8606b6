"""From what the desk tells of people to what the console shows."""

from idp.clock import MINUTE
from idp.doors.views.console.people import (
    ExplainedView,
    KnownAddressView,
    LetterLineView,
    MessageView,
    PersonView,
    SuspendedView,
)
from idp.operations.people_letters import LetterTold
from idp.operations.people_looks import AddressTold, Explained, MessageTold, PersonTold
from idp.spelling.dates import day, time_of_day
from idp.translations import words_in


def moment(seconds: int, locale: str) -> str:
    """Return the day and the time of day."""
    return f"{day(seconds, locale)}, {time_of_day(seconds, locale)}"


def person_view(told: PersonTold, locale: str) -> PersonView:
    """Return an account as it is shown."""
    ways = (
        *(("password",) if told.has_password else ()),
        *(("passkey",) if told.passkeys else ()),
        *(("app",) if told.has_app else ()),
        *told.providers,
    )
    return PersonView(
        id=told.id,
        disabled=told.disabled,
        closed=told.closed,
        created=day(told.created_at, locale),
        locale=told.locale,
        ways=ways,
        has_factors=bool(told.passkeys or told.has_app),
        addresses=_addresses(told.addresses, locale),
        suspended=tuple(
            SuspendedView(each.kind.value, each.id, day(each.added_at, locale), each.device)
            for each in told.suspended
        ),
        sessions=told.sessions,
        seen=None if told.seen_at is None else moment(told.seen_at, locale),
        status=told.status,
        children=told.children,
        unconfirmed=told.unconfirmed,
    )


def explained_view(told: Explained, locale: str, *, asked_child: bool) -> ExplainedView:
    """Return which condition fails as it is shown."""
    return ExplainedView(
        status=told.status,
        registry_on=None if told.registry_at is None else day(told.registry_at, locale),
        addresses=_addresses(told.addresses, locale),
        asked_child=asked_child,
        children=told.children,
        unconfirmed=told.unconfirmed,
        tries=tuple((each.kind, moment(each.at, locale)) for each in told.tries),
    )


def message_view(told: MessageTold, locale: str) -> MessageView:
    """Return a message as it is shown; one of a kind without words is called another."""
    known = f"console_people.kind.{told.kind}" in words_in("fr")
    return MessageView(
        kind=told.kind if known else "other",
        state=told.state,
        at=moment(told.created_at, locale),
        answer=told.answer or "",
        delay="" if told.delay_seconds is None else _delay(told.delay_seconds),
    )


def letter_view(
    told: LetterTold, names: dict[str, str], reader: str, locale: str
) -> LetterLineView:
    """Return a letter as it is listed; `names` are those of the organisations, by code."""
    return LetterLineView(
        id=told.id,
        organisation=names.get(told.organisation, told.organisation),
        state=told.state,
        prepared=day(told.prepared_at, locale),
        by=told.prepared_by,
        own=told.prepared_by == reader,
        reason=told.reason,
        reference=told.reference,
        until=day(told.expires_at, locale),
        used=None if told.used_at is None else day(told.used_at, locale),
        used_by=told.used_by,
    )


def _addresses(told: tuple[AddressTold, ...], locale: str) -> tuple[KnownAddressView, ...]:
    return tuple(
        KnownAddressView(each.masked, day(each.proven_at, locale), each.on_file, each.child)
        for each in told
    )


def _delay(seconds: int) -> str:
    minutes, rest = divmod(seconds, MINUTE)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
