"""People: the search with its reason, who was found, which condition fails, the mail, letters."""

from typing import ClassVar

from msgspec import Struct

from idp.doors.views.console.frame import ConsolePage
from idp.doors.views.school import OrganisationChoice


class KnownAddressView(Struct, frozen=True):
    """An address, masked; `proven` is a day; `child` a key below `console_people.child`."""

    masked: str
    proven: str
    on_file: bool
    child: str | None = None


class SuspendedView(Struct, frozen=True):
    """Something that a recovery suspended; `kind` is a key below `console_people.addition`."""

    kind: str
    id: str
    added: str
    device: str


class PersonView(Struct, frozen=True):
    """An account; days in the reader's writing, children counted. `status` names a sentence."""

    id: str
    disabled: bool
    closed: bool
    created: str
    locale: str
    ways: tuple[str, ...]
    """Keys below `console_people.way`, or names of providers."""
    has_factors: bool
    addresses: tuple[KnownAddressView, ...]
    suspended: tuple[SuspendedView, ...]
    sessions: int
    seen: str | None
    status: str
    children: int
    unconfirmed: int


class ExplainedView(Struct, frozen=True):
    """Which condition fails, and what was tried (`kind` below `console_people.tried`, when)."""

    status: str
    registry_on: str | None
    addresses: tuple[KnownAddressView, ...]
    asked_child: bool
    children: int
    unconfirmed: int
    tries: tuple[tuple[str, str], ...]


class MessageView(Struct, frozen=True):
    """A message; `kind` and `state` are keys, `delay` in the reader's writing, "" for none."""

    kind: str
    state: str
    at: str
    answer: str
    delay: str


class PeoplePage(ConsolePage, frozen=True, kw_only=True):
    """The search, and what it gave; nothing of it stands in an address."""

    template: ClassVar[str] = "console/people/people.html"
    reasons: tuple[str, ...]
    organisations: tuple[OrganisationChoice, ...]
    who: str = ""
    reason: str = ""
    reference: str = ""
    organisation: str = ""
    number: str = ""
    nobody: bool = False
    on_file: bool | None = None
    person: PersonView | None = None
    explained: ExplainedView | None = None
    messages: tuple[MessageView, ...] | None = None
    done: str | None = None
    """What was just done: a key below `console_people.done`."""


class LetterLineView(Struct, frozen=True):
    """A letter in the list; `state` and `reason` are keys, the rest as it is read."""

    id: str
    organisation: str
    state: str
    prepared: str
    by: str
    own: bool
    """Whether the reader prepared it."""
    reason: str
    reference: str
    until: str
    used: str | None
    used_by: str | None


class LettersPage(ConsolePage, frozen=True, kw_only=True):
    """The letters, and the form for one more."""

    template: ClassVar[str] = "console/people/letters.html"
    reasons: tuple[str, ...]
    organisations: tuple[OrganisationChoice, ...]
    letters: tuple[LetterLineView, ...]
    reason: str = ""
    reference: str = ""
    organisation: str = ""
    number: str = ""
    listed: str = ""


class PrintedLetterView(Struct, frozen=True):
    """What the paper says in one language."""

    locale: str
    title: str
    paragraphs: tuple[str, ...]
    steps: tuple[str, ...]
    code_label: str
    until: str


class PrintedLetterPage(ConsolePage, frozen=True, kw_only=True):
    """The letter to print, this one time; `qr` is a picture in an address."""

    template: ClassVar[str] = "console/people/letter.html"
    organisation: str
    school: str
    code: str
    host: str
    qr: str
    reference: str
    versions: tuple[PrintedLetterView, ...]
