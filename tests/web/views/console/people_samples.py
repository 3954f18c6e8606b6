"""The pages of support, with the longest words they may hold."""

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from idp.additions import AdditionKind
from idp.administration.people.looking import (
    AdditionResponse,
    AddressResponse,
    BoardResponse,
    Explained,
    MessageResponse,
    PersonFound,
    PersonResponse,
)
from idp.authenticators.qr_code import qr_code
from idp.children import SchoolStatus
from idp.children.conditions import ChildCondition, RecentTry
from idp.children.letters import Letter, LetterState
from idp.mail.model import DeliveryState
from idp.translations import words_in
from idp.translations.french_article import with_article
from idp.web.console.people import REASONS
from idp.web.views import Frame, View
from idp.web.views.console.people import (
    LettersView,
    PeopleView,
    PrintedLetter,
    PrintedLetterView,
)
from tests.conftest import START
from tests.web.views.console.sample import CONSOLE_FRAME, at_console, refused, sent
from tests.web.views.sample import Sample

BOARDS = (BoardResponse(code="887000", name="Centre de services scolaire des Grands-Érables"),)
MASKED = "m•••@c•••.quebec"
ADDRESSES = tuple(
    AddressResponse(
        masked=MASKED,
        proven_at=START,
        on_file=each is not ChildCondition.NOT_ON_FILE,
        child=each,
    )
    for each in ChildCondition
)
PERSON = PersonResponse(
    id="0123456789abcdefghijkl",
    disabled=False,
    closed=False,
    created_at=START,
    locale="fr",
    has_password=True,
    passkeys=1,
    has_app=False,
    providers=("microsoft",),
    addresses=ADDRESSES[:2],
    suspended=(
        AdditionResponse(
            kind=AdditionKind.PASSKEY, id="1", added_at=START, device="Safari, iPhone"
        ),
        AdditionResponse(kind=AdditionKind.LINK, id="2", added_at=START, device=""),
    ),
    sessions=2,
    seen_at=START,
    status=SchoolStatus.NOT_ON_FILE,
    children=1,
    unconfirmed=2,
)
FOUND = PersonFound(person=PERSON, on_file=None)


def _people(frame: Frame, typed: Mapping[str, str] = {}, **more: Any) -> View:  # noqa: ANN401 - members of a view
    members = {
        "reasons": REASONS,
        "organisations": BOARDS,
        "typed": sent(reason="ticket", **typed),
        **more,
    }
    return PeopleView(frame=at_console(frame), console=CONSOLE_FRAME, **members)


def _letters(frame: Frame, **more: Any) -> View:  # noqa: ANN401 - members of a view
    letters = tuple(
        Letter(
            id="0123456789abcdef",
            organisation=BOARDS[0].code,
            state=state,
            prepared_at=START,
            prepared_by=CONSOLE_FRAME.actor if state is LetterState.USED else "admin:b",
            reason="ticket",
            reference="INC-20431",
            expires_at=START,
            used_at=START if state is LetterState.USED else None,
            used_by=None,
        )
        for state in LetterState
    )
    members = {"letters": letters, "reasons": REASONS, "organisations": BOARDS, **more}
    return LettersView(frame=at_console(frame), console=CONSOLE_FRAME, **members)


_LETTER_HOST = "connexion.grands-erables.exemple.quebec/lettre"


def _version(locale: str) -> PrintedLetter:
    say, name = words_in(locale).say, BOARDS[0].name
    return PrintedLetter(
        locale=locale,
        title=say("printed_letter.title"),
        paragraphs=(
            say(
                "printed_letter.why",
                organisation=with_article(name) if locale == "fr" else name,
            ),
            say("printed_letter.what"),
        ),
        steps=(
            say("printed_letter.step_open", address=f"https://{_LETTER_HOST}"),
            *(say(f"printed_letter.step_{each}") for each in ("account", "code", "child")),
        ),
        code_label=say("printed_letter.code"),
        until=say("printed_letter.until", day="1er décembre 2026"),
        dated=say("printed_letter.dated", day="1er novembre 2026"),
        to=say("printed_letter.to"),
        questions=say(
            "printed_letter.questions_telephone",
            support="soutien.aux.familles@grands-erables.exemple.quebec",
            telephone="514 555-0199",
        ),
        reference=say("printed_letter.reference", reference="01234567"),
    )


def _printed(frame: Frame) -> View:
    return PrintedLetterView(
        frame=at_console(frame),
        console=CONSOLE_FRAME,
        organisation=BOARDS[0].name,
        school="École primaire de la Grande-Ourse",
        code="7K3M-Q9TX-2WPA",
        host=_LETTER_HOST,
        qr=qr_code("https://connexion.exemple.quebec/lettre?code=7K3M-Q9TX-2WPA"),
        reference="01234567",
        versions=(_version("fr"), _version("en")),
    )


def _explained(status: SchoolStatus) -> Explained:
    return Explained(
        account=PERSON.id,
        status=status,
        registry_at=START,
        addresses=ADDRESSES,
        children=0,
        unconfirmed=1,
        tries=(RecentTry(kind="child_refused", organisation="887000", at=START),),
    )


MESSAGES = tuple(
    MessageResponse(
        kind="code",
        state=state,
        created_at=START,
        answered_at=START,
        answer="550 5.1.1",
        attempts=1,
        delay_seconds=65,
    )
    for state in DeliveryState
)

PEOPLE = (
    Sample("people", _people),
    Sample(
        "people-refused",
        lambda frame: _people(
            frame, {"who": "x"}, errors=refused("people.reference_missing", "reference")
        ),
    ),
    Sample(
        "people-nobody", lambda frame: _people(frame, found=PersonFound(person=None, on_file=True))
    ),
    Sample("people-found", lambda frame: _people(frame, found=FOUND, done="send_reset")),
    Sample(
        "people-closed",
        lambda frame: _people(
            frame, found=replace(FOUND, person=replace(PERSON, disabled=True, closed=True))
        ),
    ),
    Sample(
        "people-explained",
        lambda frame: _people(
            frame, {"number": "1"}, explained=_explained(SchoolStatus.NOT_ON_FILE)
        ),
    ),
    Sample("people-mail", lambda frame: _people(frame, messages=MESSAGES)),
    Sample("letters", _letters),
    Sample(
        "letters-refused",
        lambda frame: _letters(frame, errors=refused("people.letter_contact", "number")),
    ),
    Sample("letter-printed", _printed),
)
