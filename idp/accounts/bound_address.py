"""Binding an address to its account: a row of `address` that the database alone cannot make.

Condition 1 of the claim stands on it: who proved which address, and when (docs/decisions/0024).
"""

from idp.accounts import table
from idp.accounts.records import BoundRow
from idp.additions import Added
from idp.ids import AccountId
from idp.keys.vault import Vault
from idp.storage import Transaction

_TABLE = "address"
_SUSPENDED = "address.suspended"
"""Under a name of its own: no suspension ends by a change of the database alone."""


def address_mac(vault: Vault, account_id: str, address_hash: bytes, proven_at: int) -> bytes:
    """Return the code over what decides in a row of `address`."""
    return vault.row_mac(_TABLE, (account_id, address_hash, proven_at))


def is_address_bound(
    vault: Vault, account_id: str, address_hash: bytes, proven_at: int, mac: bytes | None
) -> bool:
    """Return whether the row is as the house wrote it."""
    return vault.is_bound(_TABLE, (account_id, address_hash, proven_at), mac)


def suspended_mac(vault: Vault, account_id: str, address_hash: bytes, proven_at: int) -> bytes:
    """Return the code over an address while it is suspended."""
    return vault.row_mac(_SUSPENDED, (account_id, address_hash, proven_at))


def is_suspended_bound(
    vault: Vault, account_id: str, address_hash: bytes, proven_at: int, mac: bytes | None
) -> bool:
    """Return whether a suspended row is as the house wrote it."""
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

    What was not bound to `lost_id` is not bound to the account either.
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
