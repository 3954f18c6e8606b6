"""Prepares letters, uses their codes once, lists and revokes them."""

import secrets

from idp.audit import Audit
from idp.children.letters import table
from idp.children.letters.bound_letter import find_contact, letter_mac
from idp.children.letters.holding import withdraw
from idp.children.letters.model import Letter, LetterRequest, LetterState, Prepared
from idp.children.letters.records import FoundContact, LetterRow
from idp.children.letters.using import Using
from idp.clock import DAY, Clock
from idp.errors import PersonError
from idp.ids import AccountId, new_id
from idp.keys.vault import Vault
from idp.limits import Charge, Limits
from idp.limits.names import LETTER_TRIED_ACCOUNT, LETTER_TRIED_NETWORK
from idp.mail import Message, Outbox
from idp.normalisation.address import Address
from idp.normalisation.letter_code import ALPHABET, LENGTH, clean_letter_code
from idp.registry import fiche_key, permanent_code_key
from idp.registry.contact import contact_key
from idp.settings import Settings
from idp.storage import Acting, Transaction

_NOTICE_SECONDS = 3 * DAY
_LISTED = 200


class Letters:
    """The letters of all boards. Codes are kept as keyed hashes, and returned once."""

    def __init__(
        self,
        *,
        vault: Vault,
        clock: Clock,
        limits: Limits,
        audit: Audit,
        outbox: Outbox,
        settings: Settings,
    ) -> None:
        self._vault = vault
        self._clock = clock
        self._limits = limits
        self._outbox = outbox
        self._days = settings.letters.days
        self._support = settings.pages.support_address
        self._using = Using(
            vault=vault,
            clock=clock,
            audit=audit,
            correction_days=settings.letters.correction_days,
        )

    def prepare(self, tx: Transaction, wanted: LetterRequest, *, by: str) -> Prepared:
        """Prepare the only letter that works for this contact, and tell its address on file.

        Raises PersonError: PRV-LETTER-CONTACT (field `number`) when no file with this number
        lists this address, PRV-LETTER-TWICE when two are being prepared at once.
        """
        now = self._clock.seconds()
        listed_hash = contact_key(self._vault, wanted.listed.normal)
        contact = self._contact(tx, wanted, listed_hash)
        if contact is None:
            raise PersonError("PRV-LETTER-CONTACT", "errors.letter_contact", field="number")
        student_key = contact.student_key
        code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        letter_id, expires_at = new_id(), now + self._days * DAY
        where = {"student_key": student_key, "listed_hash": listed_hash, "now": now}
        code_hash = self._code_hash(code)
        bound = (code_hash, wanted.organisation, student_key, listed_hash, expires_at)
        tx.run(table.REPLACE, **where)
        added = tx.run(
            table.PREPARE,
            **where,
            id=letter_id,
            code_hash=code_hash,
            organisation=wanted.organisation,
            prepared_by=by,
            reason=wanted.reason,
            reference=wanted.reference,
            expires_at=expires_at,
            forgotten_at=expires_at + self._days * DAY,
            mac=letter_mac(self._vault, bound),
        )
        if not added:
            raise PersonError("PRV-LETTER-TWICE", "errors.letter_twice")
        self._notify(tx, wanted.listed, contact.organisation_name)
        names = (contact.organisation_name, contact.school_name)
        return Prepared(letter_id, code, wanted.organisation, *names, expires_at)

    def use(
        self,
        acting: Acting,
        *,
        account_id: AccountId,
        address_id: str,
        typed: str,
        network: str,
    ) -> None:
        """Put a proven address of the account in place of the wrong one, until the file has it.

        `acting` opens a transaction: a try must be counted even when it fails.
        Using one's own letter again changes nothing. Raises PersonError (field `code`):
        PRV-LETTER-SHAPE, PRV-LETTER-UNKNOWN, -USED, -REVOKED, -EXPIRED, -FILE (the contact is not
        on file any more), PRV-LETTER-ADDRESS, PRV-TOO-MANY.
        """
        code_hash = self._code_hash(clean_letter_code(typed))
        charges: tuple[Charge, ...] = (
            (LETTER_TRIED_ACCOUNT, account_id),
            (LETTER_TRIED_NETWORK, network),
        )
        with acting() as tx:
            self._limits.charge_all(tx, charges)
        with acting() as tx:
            self._using.use(tx, code_hash, account_id, address_id)
            self._limits.give_back(tx, charges)

    def listed(self, tx: Transaction, organisation: str = "") -> tuple[Letter, ...]:
        """Return the last letters, of one organisation or of all, the newest first."""
        rows = tx.rows(table.LIST_LETTERS, organisation=organisation, count=_LISTED)
        return tuple(self._letter(row) for row in rows)

    def holder(self, tx: Transaction, letter_id: str) -> AccountId | None:
        """Return the account whose address the letter put on file, or None."""
        return tx.row(table.FIND_HOLDER, id=letter_id)

    def revoke(self, tx: Transaction, letter_id: str) -> bool:
        """Revoke the letter and withdraw its correction; return whether there was one.

        The caller watches the holder's claim (`Children.watched`).
        """
        now = self._clock.seconds()
        row = tx.row(table.REVOKE, id=letter_id, now=now)
        if row is not None:
            withdraw(tx, self._vault, [row], now)
        return row is not None

    def _contact(
        self, tx: Transaction, wanted: LetterRequest, listed_hash: bytes
    ) -> FoundContact | None:
        number, organisation = wanted.number, wanted.organisation
        return find_contact(
            tx,
            self._vault,
            listed_hash=listed_hash,
            organisation=organisation,
            student_key=fiche_key(self._vault, organisation, number.fiche or ""),
            permanent_code_hash=permanent_code_key(self._vault, number.permanent_code or ""),
            now=self._clock.seconds(),
        )

    def _notify(self, tx: Transaction, listed: Address, organisation_name: str) -> None:
        """Write to the address to be replaced, so that its reader can object."""
        self._outbox.put(
            tx,
            Message(
                kind="letter_prepared",
                recipient=listed.normal,
                locale="fr",
                values={"organisation": organisation_name, "support": self._support},
            ),
            expires_at=self._clock.seconds() + _NOTICE_SECONDS,
        )

    def _code_hash(self, code: str) -> bytes:
        return self._vault.mac("activation_letter.code", code)

    def _letter(self, row: LetterRow) -> Letter:
        if row.revoked_at is not None:
            state = LetterState.REVOKED
        elif row.used_at is not None:
            state = LetterState.USED
        else:
            over = row.expires_at <= self._clock.seconds()
            state = LetterState.EXPIRED if over else LetterState.WAITING
        return Letter(
            id=row.id,
            organisation=row.organisation,
            state=state,
            prepared_at=row.prepared_at,
            prepared_by=row.prepared_by,
            reason=row.reason,
            reference=row.reference,
            expires_at=row.expires_at,
            used_at=row.used_at,
            used_by=row.used_by,
        )
