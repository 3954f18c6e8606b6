"""Composes the message to support: the six facts it asks for."""

import secrets

from msgspec import Struct, structs

from idp.children import Children
from idp.clients import Client
from idp.clock import DAY, Clock
from idp.errors import PersonError
from idp.ids import AccountId
from idp.journeys.child_numbers import without_child_numbers
from idp.journeys.visitor import Visitor
from idp.limits import Limits
from idp.limits.names import HELP_SENT_BROWSER, HELP_SENT_NETWORK
from idp.mail import Attachment, Message, Outbox
from idp.mail.recipients import check_can_be_written_to
from idp.normalisation.address import parse_address
from idp.part import Part
from idp.registry import Organisation, Registry
from idp.settings import Settings
from idp.storage import Database, Transaction
from idp.translations import words_in

_WORTH_SENDING_SECONDS = 3 * DAY
_LONGEST = 4_000
_LOCALE = "fr"  # its readers work for a public service whose language is French
_UNMISTAKABLE = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_PICTURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png", "png"),
    (b"\xff\xd8\xff", "image/jpeg", "jpg"),
)
SCREENSHOT_BYTES = 3 * 1024 * 1024
"""Enough for a full-screen picture of any telephone."""


class Facts(Struct, frozen=True):
    """What the parent says, and what the page knew; `address` is where the answer goes."""

    child: str
    address: str
    problem: str
    error_code: str
    browser: str
    page: str


class SentHelp(Struct, frozen=True):
    """The reference of the message, and whether numbers were removed from it."""

    reference: str
    numbers_removed: bool


class Support(Part):
    """Queues the message, without any child's number."""

    database: Database
    registry: Registry
    children: Children
    outbox: Outbox
    limits: Limits
    clock: Clock
    settings: Settings

    def send(
        self,
        facts: Facts,
        screenshot: bytes,
        visitor: Visitor,
        client: Client | None,
        account_id: AccountId | None,
    ) -> SentHelp:
        """Send `facts` to the support of the organisation, the portal or the provider.

        The first that has an address. The organisation is that of the files that list an address
        of the account, or the only one.

        Raises PersonError PRV-ADDRESS-..., PRV-HELP-EMPTY, PRV-HELP-LONG, PRV-PICTURE-SIZE,
        PRV-PICTURE-KIND, PRV-TOO-MANY.
        """
        address = parse_address(facts.address)
        check_can_be_written_to(address, self.settings.mail)
        if not facts.problem.strip() and not facts.error_code.strip():
            raise PersonError("PRV-HELP-EMPTY", "errors.help_empty", field="message")
        if any(len(getattr(facts, each.name)) > _LONGEST for each in structs.fields(facts)):
            raise PersonError(
                "PRV-HELP-LONG", "errors.help_long", field="message", values={"count": _LONGEST}
            )
        attachment = _picture(screenshot)
        kept = _without_numbers(facts, words_in(_LOCALE).say("mail.support.number_removed"))
        reference = _new_reference()
        with self.database.writing() as tx:
            self.limits.charge_all(
                tx,
                (
                    (HELP_SENT_NETWORK, visitor.network),
                    (HELP_SENT_BROWSER, visitor.browser),
                ),
            )
            organisation = self._organisation(tx, account_id)
            self.outbox.put(
                tx,
                Message(
                    kind="support",
                    recipient=_recipient(organisation, client, self.settings),
                    locale=_LOCALE,
                    values={
                        "service": self.settings.pages.name,
                        "portal": visitor.portal,
                        "child": kept.child,
                        "address": address.written,
                        "problem": kept.problem,
                        "error_code": kept.error_code,
                        "page": kept.page,
                        "browser": kept.browser,
                        "organisation": organisation.name if organisation else "",
                        "reference": reference,
                    },
                    reply_to=address.normal,
                    attachment=attachment,
                    brand=visitor.brand,
                ),
                expires_at=self.clock.seconds() + _WORTH_SENDING_SECONDS,
            )
        return SentHelp(reference, numbers_removed=kept != facts)

    def _organisation(self, tx: Transaction, account_id: AccountId | None) -> Organisation | None:
        """Return the one organisation that a message can be about; None where several can."""
        known = {each.code: each for each in self.registry.organisations(tx)}
        boards = self.children.boards(tx, account_id) if account_id else ()
        codes = tuple(code for code, _ in boards) or tuple(known)
        return known.get(codes[0]) if len(codes) == 1 else None


def _recipient(organisation: Organisation | None, client: Client | None, settings: Settings) -> str:
    of_board = organisation.support_address if organisation else None
    of_portal = client.branding.support_address if client else None
    return of_board or of_portal or settings.pages.support_address


def _without_numbers(facts: Facts, instead: str) -> Facts:
    # Not in the address, which may have digits of its own.
    return structs.replace(
        facts,
        child=without_child_numbers(facts.child, instead),
        problem=without_child_numbers(facts.problem, instead),
        error_code=without_child_numbers(facts.error_code, instead),
        page=without_child_numbers(facts.page, instead),
    )


def _picture(content: bytes) -> Attachment | None:
    if not content:
        return None
    if len(content) > SCREENSHOT_BYTES:
        raise PersonError(
            "PRV-PICTURE-SIZE",
            "errors.picture_size",
            field="screenshot",
            values={"megabytes": SCREENSHOT_BYTES // 1024 // 1024},
        )
    for beginning, media_type, ending in _PICTURES:
        if content.startswith(beginning):
            return Attachment(f"capture.{ending}", media_type, content)
    raise PersonError("PRV-PICTURE-KIND", "errors.picture_kind", field="screenshot")


def _new_reference() -> str:
    drawn = "".join(secrets.choice(_UNMISTAKABLE) for _ in range(6))
    return f"PRV-{drawn[:4]}-{drawn[4:]}"
