"""Activation letters: preparing, listing and revoking them (decision 0012)."""

from typing import Annotated
from urllib.parse import urlencode

from msgspec import Meta

from idp.administration.action import action
from idp.administration.actor import Actor
from idp.administration.people.number_tries import NumberTries
from idp.administration.people.reason import Because, check_reason, naming
from idp.administration.people.record import read_address
from idp.administration.shapes import ActionRequest, ActionResponse, Changed
from idp.audit import Audit
from idp.audit.admin_events import LetterPrepared, LetterRevoked
from idp.audit.event import EventOutcome
from idp.children import Children
from idp.children.letters import Letter, LetterRequest, Letters, Prepared
from idp.clock import Clock
from idp.errors import PersonError, Refused, TooManyError, Unknown
from idp.ids import AccountId
from idp.normalisation.child_number import ChildNumber, parse_child_number
from idp.normalisation.letter_code import shown_letter_code
from idp.part import Part
from idp.settings.registry import FICHE_DIGITS
from idp.storage import Database

PAGE = "/admin/personnes/lettres"
LETTER_PATH = "/lettre"

Organisation = Annotated[
    str, Meta(min_length=1, max_length=64, description="Code of the child's organisation.")
]


class PrepareLetter(Because, kw_only=True):
    """The contact whose address is wrong, as the school's own software shows it."""

    organisation: Organisation
    number: Annotated[
        str,
        Meta(min_length=1, max_length=64, description="Fiche number or permanent code."),
    ]
    listed: Annotated[str, naming("The address on file that is wrong.")]


class WhichLetters(ActionRequest):
    """The letters of one organisation, or of all."""

    organisation: Annotated[str, Meta(max_length=64, description="Those of one organisation.")] = ""


class WhichLetter(Because, kw_only=True):
    """One letter."""

    id: Annotated[str, Meta(min_length=1, max_length=64, description="The letter's id.")]


class LettersResponse(ActionResponse):
    """The newest first."""

    letters: tuple[Letter, ...]


class LetterToPrint(ActionResponse):
    """The letter to print; its `code`, and the `uri` where it is typed, are shown only now."""

    id: str
    code: str
    uri: str
    organisation_name: str
    school_name: str
    expires_at: int


class PeopleLetters(Part):
    """Actions of a school board on letters."""

    database: Database
    letters: Letters
    children: Children
    audit: Audit
    numbers: NumberTries
    clock: Clock
    issuer: str

    @action("people.letters", "GET /people/letters", page=PAGE)
    def list(self, _actor: Actor, asked: WhichLetters) -> LettersResponse:
        """List the activation letters and their states."""
        with self.database.reading() as tx:
            return LettersResponse(letters=self.letters.listed(tx, asked.organisation))

    @action("people.prepare_letter", "POST /people/letters", page=PAGE, fresh=True)
    def prepare(self, actor: Actor, asked: PrepareLetter) -> LetterToPrint:
        """Prepare a letter for a parent whose address is wrong on file.

        It corrects the registry: it needs as fresh a proof as an import. Raises Refused.
        """
        wanted = LetterRequest(
            organisation=asked.organisation,
            number=_number(asked.number, self.clock.seconds()),
            listed=read_address(asked.listed, "listed"),
            reason=asked.reason,
            reference=asked.reference,
        )
        try:
            with self.numbers.counted(actor, wanted.listed.normal) as tried:
                prepared = self._prepared(actor, wanted)
                tried.right = True
        except TooManyError:
            raise
        except PersonError as error:
            # Somebody may be guessing numbers: failures are recorded, too.
            with self.database.writing() as tx:
                self.audit.record(tx, _event(actor, wanted, None))
            twice = error.code == "PRV-LETTER-TWICE"
            key = "people.letter_twice" if twice else "people.letter_contact"
            raise Refused(key, field="number") from error
        code = shown_letter_code(prepared.code)
        uri = f"{self.issuer}{LETTER_PATH}?{urlencode({'code': code})}"
        return LetterToPrint.of(prepared, code=code, uri=uri)

    @action("people.revoke_letter", "POST /people/letters/{id}/revoke", page=PAGE)
    def revoke(self, actor: Actor, asked: WhichLetter) -> Changed:
        """Revoke a letter, and what it put on file.

        Portals are notified of a claim that ends by it. Raises Refused, Unknown.
        """
        check_reason(asked)
        with self.database.writing() as tx:
            holder = self.letters.holder(tx, asked.id)
            if holder is None:
                done = self.letters.revoke(tx, asked.id)
            else:
                with self.children.watched(tx, holder):
                    done = self.letters.revoke(tx, asked.id)
            if not done:
                raise Unknown("people.letter_unknown", field="id")
            self.audit.record(tx, _revoked(actor, asked, holder))
        return Changed(id=asked.id)

    def _prepared(self, actor: Actor, wanted: LetterRequest) -> Prepared:
        with self.database.writing() as tx:
            prepared = self.letters.prepare(tx, wanted, by=actor.name)
            self.audit.record(tx, _event(actor, wanted, prepared.id))
        return prepared


def _number(text: str, now: int) -> ChildNumber:
    try:
        return parse_child_number(text, now=now, lengths=FICHE_DIGITS)
    except PersonError as error:
        raise Refused("people.number", field="number") from error


def _event(actor: Actor, wanted: LetterRequest, letter_id: str | None) -> LetterPrepared:
    return LetterPrepared(
        actor=actor.name,
        outcome=EventOutcome.DONE if letter_id else EventOutcome.REFUSED,
        letter_id=letter_id,
        organisation=wanted.organisation,
        reason=wanted.reason,
        reference=wanted.reference,
    )


def _revoked(actor: Actor, asked: WhichLetter, holder: AccountId | None) -> LetterRevoked:
    return LetterRevoked(
        actor=actor.name,
        subject=holder,
        letter_id=asked.id,
        reason=asked.reason,
        reference=asked.reference,
    )
