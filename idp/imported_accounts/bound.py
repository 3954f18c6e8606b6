"""Binds rows of imported accounts: write access to the database is not enough to make one.

Whoever could write one with an address of their own would be known to portals by somebody else's
`sub` (docs/decisions/0024, 0044).
"""

from idp.keys.vault import Vault


def imported_key(vault: Vault, source: str, subject: str) -> bytes:
    """Return the 16 bytes that identify an account of a former system."""
    return vault.keyed_hash("imported_account", f"{source}\0{subject}")


def student_key(vault: Vault, organisation: str, fiche: str) -> bytes:
    """Return the 16 bytes that identify a student: those of the registry."""
    return vault.keyed_hash("fiche", f"{organisation}\0{fiche}")


def contact_hash(vault: Vault, normal_address: str) -> bytes:
    """Return the hash by which an address is found: that of an account's address."""
    return vault.keyed_hash("address", normal_address)


def account_mac(
    vault: Vault, imported_id: bytes, *, disabled: int, claimed_by: str | None
) -> bytes:
    """Return the MAC of a row of `imported_account`; its id covers source and subject."""
    return vault.row_mac("imported_account", (imported_id, disabled, claimed_by or ""))


def is_account_bound(
    vault: Vault, imported_id: bytes, *, disabled: int, claimed_by: str | None, mac: bytes | None
) -> bool:
    """Return whether `mac` is right for the row."""
    return vault.is_bound("imported_account", (imported_id, disabled, claimed_by or ""), mac)


def address_mac(vault: Vault, imported_id: bytes, address_hash: bytes) -> bytes:
    """Return the MAC of a row of `imported_address`."""
    return vault.row_mac("imported_address", (imported_id, address_hash))


def is_address_bound(
    vault: Vault, imported_id: bytes, address_hash: bytes, mac: bytes | None
) -> bool:
    """Return whether `mac` is right for the row."""
    return vault.is_bound("imported_address", (imported_id, address_hash), mac)


def child_mac(vault: Vault, imported_id: bytes, organisation: str, key: bytes) -> bytes:
    """Return the MAC of a row of `imported_child`; `key` is the student's."""
    return vault.row_mac("imported_child", (imported_id, organisation, key))


def is_child_bound(
    vault: Vault, imported_id: bytes, organisation: str, key: bytes, mac: bytes | None
) -> bool:
    """Return whether `mac` is right for the row."""
    return vault.is_bound("imported_child", (imported_id, organisation, key), mac)
