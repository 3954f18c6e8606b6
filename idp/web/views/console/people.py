"""People: the search with its reason, who was found, which condition fails, the mail, letters."""

from typing import ClassVar

from msgspec import Struct

from idp.administration.people.looking import BoardResponse, Explained, MessageResponse, PersonFound
from idp.children.letters import Letter
from idp.translations import words_in
from idp.web.views.console.frame import ConsoleView


class PeopleView(ConsoleView, frozen=True, kw_only=True):
    """The search and its result, of which nothing is in an address.

    `done` is what was just done: a key below `console_people.done`.
    """

    template: ClassVar[str] = "console/people/people.html"
    reasons: tuple[str, ...]
    organisations: tuple[BoardResponse, ...]
    found: PersonFound | None = None
    explained: Explained | None = None
    messages: tuple[MessageResponse, ...] | None = None
    done: str | None = None
    moves_in: bool = False
    """Whether the reader may import the accounts of a former system."""

    @staticmethod
    def kind(message: MessageResponse) -> str:
        """Return the key of a message's kind; one without words is called another."""
        known = f"console_people.kind.{message.kind}" in words_in("fr")
        return message.kind if known else "other"


class LettersView(ConsoleView, frozen=True, kw_only=True):
    """The letters, and the form that prepares one."""

    template: ClassVar[str] = "console/people/letters.html"
    reasons: tuple[str, ...]
    organisations: tuple[BoardResponse, ...]
    letters: tuple[Letter, ...]

    def name_of(self, code: str) -> str:
        """Return the name of the organisation with that code."""
        return next((each.name for each in self.organisations if each.code == code), code)


class PrintedLetter(Struct, frozen=True):
    """The text of the letter in one language."""

    locale: str
    title: str
    paragraphs: tuple[str, ...]
    steps: tuple[str, ...]
    code_label: str
    until: str
    dated: str
    to: str
    questions: str
    reference: str


class PrintedLetterView(ConsoleView, frozen=True, kw_only=True):
    """The letter to print, shown once; `qr` is a picture as a `data:` address."""

    template: ClassVar[str] = "console/people/letter.html"
    organisation: str
    school: str
    code: str
    host: str
    qr: str
    reference: str
    versions: tuple[PrintedLetter, ...]
