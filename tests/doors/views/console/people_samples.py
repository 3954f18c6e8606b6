"""The pages of support, with the longest words they may hold."""

from typing import Any

from msgspec.structs import replace

from idp.authenticators.qr_code import qr_code
from idp.children.conditions import ChildCondition
from idp.doors.admin.console.people import REASONS
from idp.doors.views import Frame, OrganisationChoice, Page
from idp.doors.views.console.people import (
    ExplainedView,
    KnownAddressView,
    LetterLineView,
    LettersPage,
    MessageView,
    PeoplePage,
    PersonView,
    PrintedLetterPage,
    PrintedLetterView,
    SuspendedView,
)
from idp.translations import words_in
from tests.doors.views.console.sample import CONSOLE_FRAME, at_console, refused
from tests.doors.views.sample import Sample

BOARDS = (OrganisationChoice("887000", "Centre de services scolaire des Grands-Érables"),)
MASKED = "m•••@c•••.quebec"
ADDRESSES = tuple(
    KnownAddressView(MASKED, "1er septembre 2026", each is not ChildCondition.NOT_ON_FILE, each)
    for each in ChildCondition
)
PERSON = PersonView(
    id="0123456789abcdefghijkl",
    disabled=False,
    closed=False,
    created="1er septembre 2026",
    locale="fr",
    ways=("password", "passkey", "microsoft"),
    has_factors=True,
    addresses=ADDRESSES[:2],
    suspended=(
        SuspendedView("passkey", "1", "1er septembre 2026", "Safari, iPhone"),
        SuspendedView("link", "2", "1er septembre 2026", ""),
    ),
    sessions=2,
    seen="23 novembre 2026, 14\u00a0h\u00a005",
    status="not_on_file",
    children=1,
    unconfirmed=2,
)


def _people(frame: Frame, **more: Any) -> Page:  # noqa: ANN401 - members of a view
    members = {"reasons": REASONS, "organisations": BOARDS, "reason": "ticket", **more}
    return PeoplePage(frame=at_console(frame), console=CONSOLE_FRAME, **members)


def _letters(frame: Frame, **more: Any) -> Page:  # noqa: ANN401 - members of a view
    letters = tuple(
        LetterLineView(
            id="0123456789abcdef",
            organisation=BOARDS[0].name,
            state=state,
            prepared="1er septembre 2026",
            by="admin:0123456789abcdefghijkl",
            own=state == "used",
            reason="ticket",
            reference="INC-20431",
            until="1er décembre 2026",
            used="3 octobre 2026" if state == "used" else None,
            used_by=None,
        )
        for state in ("waiting", "used", "revoked", "expired")
    )
    members = {"letters": letters, "reasons": REASONS, "organisations": BOARDS, **more}
    return LettersPage(frame=at_console(frame), console=CONSOLE_FRAME, **members)


def _version(locale: str) -> PrintedLetterView:
    say = words_in(locale).say
    return PrintedLetterView(
        locale=locale,
        title=say("printed_letter.title"),
        paragraphs=(say("printed_letter.why", organisation=BOARDS[0].name),),
        steps=(say("printed_letter.step_code"),),
        code_label=say("printed_letter.code"),
        until=say("printed_letter.until", day="1er décembre 2026"),
    )


def _printed(frame: Frame) -> Page:
    return PrintedLetterPage(
        frame=at_console(frame),
        console=CONSOLE_FRAME,
        organisation=BOARDS[0].name,
        school="École primaire de la Grande-Ourse",
        code="7K3M-Q9TX-2WPA",
        host="connexion.grands-erables.exemple.quebec/lettre",
        qr=qr_code("https://connexion.exemple.quebec/lettre?code=7K3M-Q9TX-2WPA"),
        reference="01234567",
        versions=(_version("fr"), _version("en")),
    )


def _explained(status: str) -> ExplainedView:
    return ExplainedView(
        status=status,
        registry_on="1er novembre 2026",
        addresses=ADDRESSES,
        asked_child=True,
        children=0,
        unconfirmed=1,
        tries=(("child_refused", "23 novembre 2026, 14\u00a0h\u00a005"),),
    )


MESSAGES = tuple(
    MessageView("code", state, "23 novembre 2026, 14\u00a0h\u00a005", "550 5.1.1", "1 min 5 s")
    for state in ("queued", "sent", "deferred", "refused", "expired")
)

PEOPLE = (
    Sample("people", _people),
    Sample(
        "people-refused",
        lambda frame: _people(
            frame, errors=refused("people.reference_missing", "reference"), who="x"
        ),
    ),
    Sample("people-nobody", lambda frame: _people(frame, nobody=True, on_file=True)),
    Sample("people-found", lambda frame: _people(frame, person=PERSON, done="send_reset")),
    Sample(
        "people-closed",
        lambda frame: _people(frame, person=replace(PERSON, disabled=True, closed=True)),
    ),
    Sample("people-explained", lambda frame: _people(frame, explained=_explained("not_on_file"))),
    Sample("people-mail", lambda frame: _people(frame, messages=MESSAGES)),
    Sample("letters", _letters),
    Sample(
        "letters-refused",
        lambda frame: _letters(frame, errors=refused("people.letter_contact", "number")),
    ),
    Sample("letter-printed", _printed),
)
