"""Uses a letter: once, by an account with a proven address, while its contact is on file."""

from msgspec import structs

from idp.accounts.sealed_address import open_address
from idp.audit import Audit
from idp.audit.events import LetterUsed
from idp.children.letters import table
from idp.children.letters.bound_letter import find_contact, is_letter_bound
from idp.children.letters.holding import put_correction
from idp.clock import DAY, Clock
from idp.errors import PersonError
from idp.ids import AccountId
from idp.keys.vault import Vault
from idp.part import Part
from idp.registry import open_contact
from idp.registry.contact import seal_contact
from idp.storage import ActingTransaction, Transaction


class Using(Part):
    """From a code to a corrected contact, in one transaction."""

    vault: Vault
    clock: Clock
    audit: Audit
    correction_days: int

    def use(
        self, tx: ActingTransaction, code_hash: bytes, account_id: AccountId, address_id: str
    ) -> None:
        """Correct the contact; do nothing for a letter that the account used already.

        Raises PersonError as `Letters.use` says.
        """
        now = self.clock.seconds()
        proven = tx.row(table.FIND_PROVEN, address_id=address_id, account_id=account_id)
        if proven is None:
            raise PersonError("PRV-LETTER-ADDRESS", "errors.letter_address", field="address")
        proven_hash, proven_sealed = proven
        ends_at = now + self.correction_days * DAY
        letter = tx.row(
            table.USE,
            code_hash=code_hash,
            account_id=account_id,
            address_hash=proven_hash,
            forgotten_at=ends_at,
            now=now,
        )
        if letter is None:
            _refuse_unless_own(tx, code_hash, account_id)
            return
        if not is_letter_bound(self.vault, letter):
            raise _refused("unknown")
        contact = find_contact(
            tx,
            self.vault,
            listed_hash=letter.listed_hash,
            organisation=letter.organisation,
            student_key=letter.student_key,
            permanent_code_hash=b"",
            now=now,
        )
        if contact is None:
            raise _refused("file")
        # The address on file may have been right all the time.
        if proven_hash != letter.listed_hash:
            known = open_contact(self.vault, contact.contact_sealed)
            written = open_address(self.vault, proven_sealed).written
            fields = (written, known.fiche, known.given_name, known.surname)
            correction = structs.replace(
                contact,
                address_hash=proven_hash,
                contact_sealed=seal_contact(self.vault, *fields),
                until_at=min(ends_at, contact.until_at or ends_at),
                corrects_hash=contact.address_hash,
            )
            put_correction(tx, self.vault, correction)
        self.audit.record(tx, LetterUsed(subject=account_id, letter_id=letter.id))


def _refuse_unless_own(tx: Transaction, code_hash: bytes, account_id: AccountId) -> None:
    row = tx.row(table.FIND_BY_CODE, code_hash=code_hash)
    if row is None:
        raise _refused("unknown")
    if row.revoked_at is not None:
        raise _refused("revoked")
    if row.used_at is None:
        raise _refused("expired")
    if row.used_by != account_id:
        raise _refused("used")


def _refused(why: str) -> PersonError:
    return PersonError(f"PRV-LETTER-{why.upper()}", f"errors.letter_{why}", field="code")
