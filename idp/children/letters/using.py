"""Using a letter: once, by an account with a proven address, while its contact is on file."""

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
from idp.storage import ActingTransaction, Row, Transaction


class Using(Part):
    """From a code to a corrected contact, in one transaction."""

    vault: Vault
    clock: Clock
    audit: Audit
    correction_days: int

    def use(
        self, tx: ActingTransaction, code_hash: bytes, account_id: AccountId, address_id: str
    ) -> None:
        """Correct the contact; a letter that the account itself used changes nothing any more.

        Raises PersonError as `Letters.use` says.
        """
        now = self.clock.seconds()
        proven = tx.row(table.FIND_PROVEN, address_id=address_id, account_id=account_id)
        if proven is None:
            raise PersonError("PRV-LETTER-ADDRESS", "errors.letter_address", field="address")
        ends_at = now + self.correction_days * DAY
        letter = tx.row(
            table.USE,
            code_hash=code_hash,
            account_id=account_id,
            address_hash=bytes(proven[0]),
            forgotten_at=ends_at,
            now=now,
        )
        if letter is None:
            _refuse_unless_own(tx, code_hash, account_id)
            return
        letter_id, *bound, mac = letter
        _, organisation, student_key, listed_hash, _ = bound
        if not is_letter_bound(self.vault, bound, mac):
            raise _refused("unknown")
        contact = find_contact(
            tx,
            self.vault,
            listed_hash=bytes(listed_hash),
            organisation=organisation,
            student_key=bytes(student_key),
            permanent_code_hash=b"",
            now=now,
        )
        if contact is None:
            raise _refused("file")
        # What the file says may have been right all the time.
        if bytes(proven[0]) != bytes(listed_hash):
            self._correct(tx, contact, proven, ends_at)
        self.audit.record(tx, LetterUsed(subject=account_id, letter_id=letter_id))

    def _correct(self, tx: Transaction, contact: Row, proven: Row, ends_at: int) -> None:
        address_hash, *_ = proven
        listed_hash, *_, until_at, sealed, _ = contact[:11]
        known = open_contact(self.vault, sealed)
        written = open_address(self.vault, proven[1]).written
        columns = [*contact[:11]]
        columns[0], columns[2] = bytes(address_hash), 0
        columns[9] = seal_contact(self.vault, written, known.fiche, known.given_name, known.surname)
        ends_at = min(ends_at, until_at or ends_at)
        put_correction(tx, self.vault, tuple(columns), (listed_hash, ends_at))


def _refuse_unless_own(tx: Transaction, code_hash: bytes, account_id: AccountId) -> None:
    row = tx.row(table.FIND_BY_CODE, code_hash=code_hash)
    if row is None:
        raise _refused("unknown")
    used_at, revoked_at, used_by = row
    if revoked_at is not None:
        raise _refused("revoked")
    if used_at is None:
        raise _refused("expired")
    if used_by != account_id:
        raise _refused("used")


def _refused(why: str) -> PersonError:
    return PersonError(f"PRV-LETTER-{why.upper()}", f"errors.letter_{why}", field="code")
