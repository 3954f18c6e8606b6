"""Binds a child link to its account: write access to the database is not enough to make a row.

Condition 3 of the claim depends on it (docs/decisions/0024).
"""

from idp.children import table
from idp.ids import AccountId
from idp.keys.vault import Vault
from idp.storage import Transaction

_TABLE = "child_link"


def link_mac(vault: Vault, account_id: str, organisation: str, student_key: bytes) -> bytes:
    """Return the MAC of a row of `child_link`."""
    return vault.row_mac(_TABLE, (account_id, organisation, student_key))


def is_link_bound(
    vault: Vault, account_id: str, organisation: str, student_key: bytes, mac: bytes | None
) -> bool:
    """Return whether `mac` is right for the row."""
    return vault.is_bound(_TABLE, (account_id, organisation, student_key), mac)


def move_links(tx: Transaction, vault: Vault, lost_id: AccountId, account_id: AccountId) -> None:
    """Give the account the links of `lost_id` to children that it has not confirmed itself.

    A row whose MAC was wrong for `lost_id` gets none.
    """
    moved = []
    for row in tx.rows(table.LIST_LINKS_TO_MOVE, account_id=account_id, lost_id=lost_id):
        child = (row.organisation, row.student_key)
        was_bound = is_link_bound(vault, lost_id, *child, row.mac)
        moved.append(
            {
                "account_id": account_id,
                "lost_id": lost_id,
                "organisation": row.organisation,
                "student_key": row.student_key,
                "mac": link_mac(vault, account_id, *child) if was_bound else None,
            }
        )
    tx.run_many(table.MOVE_LINK, moved)
