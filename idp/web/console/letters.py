"""`/admin/personnes/lettres`: activation letters, preparing one, and printing it."""

from idp.administration.people.letters import LetterToPrint, PeopleLetters
from idp.administration.people.looking import PeopleLooks
from idp.authenticators.qr_code import qr_code
from idp.clock import Clock
from idp.normalisation.dates import day
from idp.settings.people import PageSettings
from idp.translations import LOCALES, words_in
from idp.translations.french_article import with_article
from idp.web.console.console_request import AdministratorRequest
from idp.web.console.guards import ADMINISTRATOR
from idp.web.console.paths import LETTERS
from idp.web.console.people import REASONS, needed, reason_of
from idp.web.frame import Answer, Leave
from idp.web.views.console.people import LettersView, PrintedLetter, PrintedLetterView


class LettersPage:
    """The printed letter is the response to the form: its code is shown once, in no address."""

    path = LETTERS
    guard = ADMINISTRATOR

    def __init__(self, *, clock: Clock, pages: PageSettings) -> None:
        self._clock = clock
        self._pages = pages

    def show(self, request: AdministratorRequest) -> Answer:
        """Return the list and the form."""
        return LettersView(
            reasons=REASONS,
            organisations=request.read(PeopleLooks.organisations).organisations,
            letters=request.read(PeopleLetters.list).letters,
        )

    def act(self, request: AdministratorRequest) -> Answer:
        """Prepare a letter and show it, or revoke one."""
        if request.text("action") == "revoke":
            request.read(PeopleLetters.revoke, id=request.text("id"), **reason_of(request))
            return Leave(request.to(LETTERS, notice="letter_revoked"))
        contact = {name: needed(request, name) for name in ("organisation", "number", "listed")}
        return self._printed(request.read(PeopleLetters.prepare, **contact, **reason_of(request)))

    def _printed(self, letter: LetterToPrint) -> PrintedLetterView:
        address = letter.uri.partition("?")[0]
        return PrintedLetterView(
            organisation=letter.organisation_name,
            school=letter.school_name,
            code=letter.code,
            host=address.partition("//")[2],
            qr=qr_code(letter.uri),
            reference=_reference(letter),
            versions=tuple(self._version(letter, address, locale) for locale in LOCALES),
        )

    def _version(self, letter: LetterToPrint, address: str, locale: str) -> PrintedLetter:
        """Return the text in one language; the letter has both."""
        say, telephone = words_in(locale).say, self._pages.support_telephone
        name = letter.organisation_name
        questions = "questions_telephone" if telephone else "questions"
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
                say("printed_letter.step_open", address=address),
                say("printed_letter.step_account"),
                say("printed_letter.step_code"),
                say("printed_letter.step_child"),
            ),
            code_label=say("printed_letter.code"),
            until=say("printed_letter.until", day=day(letter.expires_at, locale)),
            dated=say("printed_letter.dated", day=day(self._clock.seconds(), locale)),
            to=say("printed_letter.to"),
            questions=say(
                f"printed_letter.{questions}",
                support=self._pages.support_address,
                telephone=telephone,
            ),
            reference=say("printed_letter.reference", reference=_reference(letter)),
        )


def _reference(letter: LetterToPrint) -> str:
    return letter.id[:8]
