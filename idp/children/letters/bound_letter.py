"""Reads a contact on file, and a letter, with their MACs checked."""

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
    """Return the MAC of a letter: `code_hash`, the contact it corrects, `expires_at`.

    The contact is `organisation`, `student_key` and `listed_hash`, in this order.
    """
    return vault.row_mac(_TABLE, columns)


def is_letter_bound(vault: Vault, letter: UsedLetter) -> bool:
    """Return whether the MAC of a letter is right."""
    return vault.is_bound(_TABLE, _covered(letter), letter.mac)


def find_contact(tx: Transaction, vault: Vault, **values: object) -> FoundContact | None:
    """Return the contact to be corrected."""
    row = tx.row(table.FIND_CONTACT, **values)
    return row if row is not None and is_row_bound(vault, row) else None
