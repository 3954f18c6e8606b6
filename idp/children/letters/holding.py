"""Corrections by letters, and their end when a letter is withdrawn or an account ends.

A correction belongs to the register: it follows the address, whichever account proves it, and is
valid as long as one of its letters is (docs/decisions/0024).
"""

from collections.abc import Iterable

from msgspec import structs

from idp.children.letters import table
from idp.children.letters.records import OnFile
from idp.ids import AccountId
from idp.keys.vault import Vault
from idp.registry.contact import Contact, contact_mac, covered, is_row_bound
from idp.storage import Transaction


def move_letters(tx: Transaction, lost_id: AccountId, account_id: AccountId) -> None:
    """Move the used letters of `lost_id` to the account: both are one person's."""
    tx.run(table.MOVE_LETTERS, account_id=account_id, lost_id=lost_id)


def forget_letters(tx: Transaction, vault: Vault, account_id: AccountId, now: int) -> None:
    """Withdraw the corrections of an account that is being closed, by its own addresses."""
    withdraw(tx, vault, tx.rows(table.FORGET_LETTERS, account_id=account_id, now=now), now)


def withdraw(tx: Transaction, vault: Vault, rows: Iterable[OnFile], now: int) -> None:
    """Withdraw corrections that no other letter made too.

    `rows` name the address put on file, and the student; no address where a letter was not used.
    """
    for row in rows:
        if row.address_hash is None:
            continue
        where = {"address_hash": row.address_hash, "student_key": row.student_key}
        held = tx.row(table.FIND_STANDING, now=now, **where)
        correction = tx.row(table.FIND_CORRECTION, **where)
        if held is None:
            tx.run(table.REMOVE_CORRECTION, **where)
        elif correction is not None and is_row_bound(vault, correction):
            corrects_hash, ends_at = held
            changed = structs.replace(correction, corrects_hash=corrects_hash, until_at=ends_at)
            put_correction(tx, vault, changed)


def put_correction(tx: Transaction, vault: Vault, contact: Contact) -> None:
    """Write a contact that is in no import: `corrects_hash` says which one it replaces."""
    bound = structs.replace(contact, import_id=0, allowed=1)
    values = structs.asdict(bound)
    tx.run(table.CORRECT, **{**values, "mac": contact_mac(vault, covered(bound))})


def purge_corrections(tx: Transaction, *, before: int, chunk: int) -> int:
    """Delete at most `chunk` corrections that ended `before` then, once portals were notified."""
    return tx.run(table.PURGE_CORRECTIONS, before=before, chunk=chunk)
