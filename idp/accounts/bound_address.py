"""Binds an address to its account: write access to the database is not enough to make a row.

Condition 1 of the claim depends on it: who proved which address, and when (docs/decisions/0024).
"""

from idp.accounts import table
from idp.accounts.records import BoundRow
from idp.additions import Added
from idp.ids import AccountId
from idp.keys.vault import Vault
from idp.storage import Transaction

_TABLE = "address"
_SUSPENDED = "address.suspended"
"""Another name: a change of the database alone cannot end a suspension."""


def address_mac(vault: Vault, account_id: str, address_hash: bytes, proven_at: int) -> bytes:
    """Return the MAC of a row of `address`."""
    return vault.row_mac(_TABLE, (account_id, address_hash, proven_at))


def is_address_bound(
    vault: Vault, account_id: str, address_hash: bytes, proven_at: int, mac: bytes | None
) -> bool:
    """Return whether `mac` is right for the row."""
    return vault.is_bound(_TABLE, (account_id, address_hash, proven_at), mac)


def suspended_mac(vault: Vault, account_id: str, address_hash: bytes, proven_at: int) -> bytes:
    """Return the MAC of a row of `address` while it is suspended."""
    return vault.row_mac(_SUSPENDED, (account_id, address_hash, proven_at))


def is_suspended_bound(
    vault: Vault, account_id: str, address_hash: bytes, proven_at: int, mac: bytes | None
) -> bool:
    """Return whether `mac` is right for a suspended row."""
    return vault.is_bound(_SUSPENDED, (account_id, address_hash, proven_at), mac)


def move_addresses(
    tx: Transaction,
    vault: Vault,
    lost_id: AccountId,
    account_id: AccountId,
    *,
    added: Added,
    now: int,
) -> int:
    """Give the account every address of `lost_id`, as `added` there `now`; return how many.

    A row whose MAC was wrong for `lost_id` gets none.
    """
    rows = tx.rows(table.LIST_BOUND_ADDRESSES, account_id=lost_id)
    moved = [
        {
            "account_id": account_id,
            "address_hash": row.address_hash,
            "mac": _moved_mac(vault, (lost_id, account_id), row),
            "now": now,
            "device": added.device,
            "second_proof_at": added.second_proof_at,
        }
        for row in rows
    ]
    tx.run_many(table.MOVE_ADDRESS, moved)
    return len(moved)


def _moved_mac(vault: Vault, accounts: tuple[str, str], row: BoundRow) -> bytes | None:
    lost_id, account_id = accounts
    if is_address_bound(vault, lost_id, row.address_hash, row.proven_at, row.mac):
        return address_mac(vault, account_id, row.address_hash, row.proven_at)
    if is_suspended_bound(vault, lost_id, row.address_hash, row.proven_at, row.mac):
        return suspended_mac(vault, account_id, row.address_hash, row.proven_at)
    return None
