"""Addresses at rest: a keyed hash that finds them again, and its two forms, sealed."""

from idp.keys.vault import Vault
from idp.normalisation.address import Address

_ABOUT = "address.address"


def address_hash(vault: Vault, address: Address) -> bytes:
    """Return the hash of the normal form; the registry's contacts are hashed alike, to match."""
    return vault.keyed_hash("address", address.normal)


def seal_address(vault: Vault, address: Address) -> bytes:
    """Return both forms of the address, sealed: an accepted address is not parsed again."""
    return vault.seal(f"{address.normal}\0{address.written}", _ABOUT)


def open_address(vault: Vault, sealed: bytes) -> Address:
    """Return the sealed address. Raises ValueError when it cannot be trusted."""
    normal, _, written = vault.open(sealed, _ABOUT).partition("\0")
    return Address(normal=normal, written=written)
