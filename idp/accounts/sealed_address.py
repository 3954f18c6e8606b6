"""Addresses at rest: a keyed hash that finds them again, and what was typed, sealed."""

from idp.keys.vault import Vault
from idp.spelling.address import Address, parse_address

_ABOUT = "address.address"


def address_hash(vault: Vault, address: Address) -> bytes:
    """Return the hash of the normal form; the registry's contacts are hashed alike, to match."""
    return vault.keyed_hash("address", address.normal)


def seal_address(vault: Vault, address: Address) -> bytes:
    """Return the address sealed, as it was written."""
    return vault.seal(address.written, _ABOUT)


def open_address(vault: Vault, sealed: bytes) -> Address:
    """Return the sealed address. Raises ValueError when it cannot be trusted."""
    return parse_address(vault.open(sealed, _ABOUT))
