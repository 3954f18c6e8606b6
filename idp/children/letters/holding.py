"""What accounts used, and what is left of it: letters of an account that moves or ends, and purges.

A correction goes with the letter that made it.
"""

from collections.abc import Iterable

from idp.children.letters import table
from idp.ids import AccountId
from idp.storage import Row, Transaction


def move_letters(tx: Transaction, lost_id: AccountId, account_id: AccountId) -> None:
    """Let the account have used what `lost_id` used: both are one person's."""
    tx.run(table.MOVE_LETTERS, account_id=account_id, lost_id=lost_id)


def forget_letters(tx: Transaction, account_id: AccountId, now: int) -> None:
    """Take back what an account that is being closed put on file."""
    undo(tx, tx.rows(table.FORGET_LETTERS, account_id=account_id, now=now))


def purge_letters(tx: Transaction, *, before: int, chunk: int) -> int:
    """Delete at most `chunk` letters that were to be forgotten `before` then, and what they put."""
    rows = tx.rows(table.PURGE_LETTERS, before=before, chunk=chunk)
    undo(tx, rows)
    return len(rows)


def undo(tx: Transaction, rows: Iterable[Row]) -> None:
    """Take corrections back: `rows` name the address put on file, the student, the wrong one."""
    names = ("address_hash", "student_key", "listed_hash")
    batch = [dict(zip(names, map(bytes, row), strict=True)) for row in rows if row[0] is not None]
    tx.run_many(table.UNDO, batch)
