"""People: the search with its reason, who was found, which condition fails, the mail, letters."""

from dataclasses import dataclass
from typing import ClassVar

from idp.doors.views.console.frame import ConsolePage
from idp.doors.views.school import OrganisationChoice


@dataclass(frozen=True, slots=True)
class KnownAddressView:
    """An address, masked; `proven` is a day; `child` a key below `console_people.child`."""

    masked: str
    proven: str
    on_file: bool
    child: str | None = None


@dataclass(frozen=True, slots=True)
class SuspendedView:
    """Something that a recovery suspended; `kind` is a key below `console_people.addition`."""

    kind: str
    id: str
    added: str
    device: str


@dataclass(frozen=True, slots=True)
class PersonView:
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


@dataclass(frozen=True, slots=True)
class ExplainedView:
    """Which condition fails, and what was tried (`kind` below `console_people.tried`, when)."""

    status: str
    registry_on: str | None
    addresses: tuple[KnownAddressView, ...]
    asked_child: bool
    children: int
    unconfirmed: int
    tries: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message; `kind` and `state` are keys, `delay` in the reader's writing, "" for none."""

    kind: str
    state: str
    at: str
    answer: str
    delay: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PeoplePage(ConsolePage):
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


@dataclass(frozen=True, slots=True)
class LetterLineView:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class LettersPage(ConsolePage):
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


@dataclass(frozen=True, slots=True)
class PrintedLetterView:
    """What the paper says in one language."""

    locale: str
    title: str
    paragraphs: tuple[str, ...]
    steps: tuple[str, ...]
    code_label: str
    until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedLetterPage(ConsolePage):
    """The letter to print, this one time; `qr` is a picture in an address."""

    template: ClassVar[str] = "console/people/letter.html"
    organisation: str
    school: str
    code: str
    host: str
    qr: str
    reference: str
    versions: tuple[PrintedLetterView, ...]
