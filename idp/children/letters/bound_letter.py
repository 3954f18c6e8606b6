"""What a letter is about: a contact on file, and the letter itself, each as the house wrote it."""

from collections.abc import Sequence
from operator import attrgetter

from idp.children.letters import table
from idp.children.letters.records import FoundContact, UsedLetter
from idp.keys.vault import Vault
from idp.registry.contact import is_row_bound
from idp.storage import Transaction

_TABLE = "activation_letter"
_covered = attrgetter("code_hash", "organisation", "student_key", "listed_hash", "expires_at")


def letter_mac(vault: Vault, columns: Sequence[object]) -> bytes:
    """Return the code over what decides: `code_hash`, which contact it corrects, `expires_at`.

    That is `organisation`, `student_key` and `listed_hash`, in this order between the two.
    """
    return vault.row_mac(_TABLE, columns)


def is_letter_bound(vault: Vault, letter: UsedLetter) -> bool:
    """Return whether a letter is as it was prepared."""
    return vault.is_bound(_TABLE, _covered(letter), letter.mac)


def find_contact(tx: Transaction, vault: Vault, **values: object) -> FoundContact | None:
    """Return the contact that is to be corrected."""
    row = tx.row(table.FIND_CONTACT, **values)
    return row if row is not None and is_row_bound(vault, row) else None
