"""What accounts used, and what is left of it when a letter is withdrawn or an account ends.

A correction is of the register: it follows the address, whoever proves it, and stands as long as
one of the letters that made it does (docs/decisions/0024).
"""

from collections.abc import Iterable

from idp.children.letters import table
from idp.ids import AccountId
from idp.keys.vault import Vault
from idp.registry.contact import contact_mac, is_contact_bound
from idp.storage import Row, Transaction

_UNTIL, _CORRECTS = 8, 10


def move_letters(tx: Transaction, lost_id: AccountId, account_id: AccountId) -> None:
    """Let the account have used what `lost_id` used: both are one person's."""
    tx.run(table.MOVE_LETTERS, account_id=account_id, lost_id=lost_id)


def forget_letters(tx: Transaction, vault: Vault, account_id: AccountId, now: int) -> None:
    """Take back what an account that is being closed put on file by an address of its own."""
    withdraw(tx, vault, tx.rows(table.FORGET_LETTERS, account_id=account_id, now=now), now)


def withdraw(tx: Transaction, vault: Vault, rows: Iterable[Row], now: int) -> None:
    """Take corrections back, as far as no other letter made them too.

    `rows` name the address put on file, and the student; no address where a letter was not used.
    """
    for address_hash, student_key in rows:
        if address_hash is None:
            continue
        where = {"address_hash": bytes(address_hash), "student_key": bytes(student_key)}
        standing = tx.row(table.FIND_STANDING, now=now, **where)
        correction = tx.row(table.FIND_CORRECTION, **where)
        if standing is None:
            tx.run(table.REMOVE_CORRECTION, **where)
        elif correction is not None and is_contact_bound(vault, correction[:-1], correction[-1]):
            put_correction(tx, vault, correction[:-1], standing)


def put_correction(tx: Transaction, vault: Vault, contact: Row, standing: Row) -> None:
    """Write a contact under import 0: `standing` says which contact it corrects, until when."""
    corrects_hash, ends_at = standing
    columns = [*contact]
    columns[_UNTIL], columns[_CORRECTS] = ends_at, bytes(corrects_hash)
    tx.run(
        table.CORRECT,
        address_hash=bytes(columns[0]),
        student_key=bytes(columns[1]),
        organisation=columns[3],
        school=columns[4],
        permanent_code_hash=columns[5] and bytes(columns[5]),
        relationship=columns[6],
        until_at=ends_at,
        contact_sealed=bytes(columns[9]),
        corrects_hash=bytes(corrects_hash),
        mac=contact_mac(vault, columns),
    )


def purge_corrections(tx: Transaction, *, before: int, chunk: int) -> int:
    """Delete at most `chunk` corrections that ended `before` then, and of which portals heard."""
    return tx.run(table.PURGE_CORRECTIONS, before=before, chunk=chunk)
