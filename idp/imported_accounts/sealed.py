"""What an imported account holds at rest: each value opens in its own row only."""

from idp.imported_accounts.model import FormerIdentity
from idp.keys.vault import Vault
from idp.normalisation.address import Address

_BETWEEN = "\0"


def seal_password(vault: Vault, imported_id: bytes, text: str) -> bytes:
    """Return a password hash of the former system, sealed."""
    return vault.seal(text, _about("password", imported_id))


def open_password(vault: Vault, imported_id: bytes, sealed: bytes) -> str:
    """Return the sealed hash. Raises ValueError when it cannot be trusted."""
    return vault.open(sealed, _about("password", imported_id))


def seal_address(vault: Vault, imported_id: bytes, address: Address) -> bytes:
    """Return both forms of an address, sealed."""
    return vault.seal(
        f"{address.normal}{_BETWEEN}{address.written}", _about("address", imported_id)
    )


def open_address(vault: Vault, imported_id: bytes, sealed: bytes) -> Address:
    """Return the sealed address. Raises ValueError when it cannot be trusted."""
    normal, _, written = vault.open(sealed, _about("address", imported_id)).partition(_BETWEEN)
    return Address(normal=normal, written=written)


def seal_identity(vault: Vault, imported_id: bytes, identity: FormerIdentity) -> bytes:
    """Return an identity, sealed."""
    return vault.seal(
        f"{identity.issuer}{_BETWEEN}{identity.subject}", _about("identity", imported_id)
    )


def open_identity(vault: Vault, imported_id: bytes, sealed: bytes) -> FormerIdentity:
    """Return the sealed identity. Raises ValueError when it cannot be trusted."""
    issuer, _, subject = vault.open(sealed, _about("identity", imported_id)).partition(_BETWEEN)
    return FormerIdentity(issuer, subject)


def seal_fiche(vault: Vault, imported_id: bytes, fiche: str) -> bytes:
    """Return a child's number, sealed."""
    return vault.seal(fiche, _about("fiche", imported_id))


def open_fiche(vault: Vault, imported_id: bytes, sealed: bytes) -> str:
    """Return the sealed number. Raises ValueError when it cannot be trusted."""
    return vault.open(sealed, _about("fiche", imported_id))


def _about(what: str, imported_id: bytes) -> str:
    return f"imported_{what}.{imported_id.hex()}"
