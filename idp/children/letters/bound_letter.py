"""What a letter is about: a contact on file, and the letter itself, each as the house wrote it."""

from collections.abc import Sequence

from idp.children.letters import table
from idp.keys.bound_rows import Binding
from idp.keys.vault import Vault
from idp.registry.contact import COLUMNS, is_contact_bound
from idp.storage import Row, Transaction

_TABLE = "activation_letter"


def letter_mac(vault: Vault, columns: Sequence[object]) -> bytes:
    """Return the code over what decides: `code_hash`, which contact it corrects, `expires_at`.

    That is `organisation`, `student_key` and `listed_hash`, in this order between the two.
    """
    return vault.row_mac(_TABLE, columns)


def is_letter_bound(vault: Vault, columns: Sequence[object], mac: bytes | None) -> bool:
    """Tell whether a letter is as it was prepared."""
    return vault.is_bound(_TABLE, columns, mac)


def find_contact(tx: Transaction, vault: Vault, **values: object) -> Row | None:
    """Return the contact that is to be corrected: `COLUMNS`, its code, and two names."""
    row = tx.row(table.FIND_CONTACT, **values)
    width = len(COLUMNS)
    if row is None or not is_contact_bound(vault, row[:width], row[width]):
        return None
    return row


def letters_to_bind(vault: Vault) -> Binding:
    """Return how letters that the version before wrote are bound."""
    return Binding(
        page=table.LIST_TO_BIND,
        write=table.BIND_LETTER,
        key=("id",),
        before_all=("",),
        code=lambda row: letter_mac(vault, row[1:]),
    )
