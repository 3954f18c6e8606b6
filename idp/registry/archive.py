"""The contacts of a replaced import: some thousands to a row, packed.

Sealed and hashed values stay so, and each contact keeps its MAC.
"""

import zlib
from collections.abc import Iterable, Iterator

import msgspec

from idp.keys.vault import Vault
from idp.registry import table
from idp.registry.contact import is_contact_bound
from idp.registry.model import Access, ContactKey
from idp.storage import Row, Transaction

# address_hash, student_key, school, permanent_code_hash, relationship, allowed, until_at,
# contact_sealed
Kept = tuple[bytes, bytes, str, bytes | None, str, int, int | None, bytes]

_FAST = 1  # hashes and sealed values do not shrink; the rest does at any level
_MAC_BYTES = 16
_UNBOUND = bytes(_MAC_BYTES)


def pack_contacts(rows: Iterable[Row]) -> tuple[bytes, bytes]:
    """Return contacts (`Kept`, each with its MAC) as one value, and their MACs as another."""
    kept, macs = [], []
    for *contact, mac in rows:
        kept.append(contact)
        macs.append(_UNBOUND if mac is None else bytes(mac))
    return zlib.compress(msgspec.msgpack.encode(kept), _FAST), b"".join(macs)


def kept_contacts(packed: bytes, macs: bytes | None) -> Iterator[tuple[Kept, bytes]]:
    """Yield the contacts that `pack_contacts` packed, each with its MAC."""
    contacts = msgspec.msgpack.decode(zlib.decompress(packed), type=list[Kept])
    codes = bytes(macs or b"")
    for index, contact in enumerate(contacts):
        yield contact, codes[index * _MAC_BYTES : (index + 1) * _MAC_BYTES]


def kept_columns(organisation: str, import_id: int, contact: Kept) -> tuple[object, ...]:
    """Return the original row of a kept contact: the values of `contact.COLUMNS`."""
    return (*contact[:2], import_id, organisation, *contact[2:], None)


def is_kept_bound(
    vault: Vault, organisation: str, import_id: int, contact: Kept, mac: bytes
) -> bool:
    """Return whether `mac` is right for a kept contact."""
    return is_contact_bound(vault, kept_columns(organisation, import_id, contact), mac)


def access_in_pack(
    tx: Transaction, vault: Vault, organisation: str, named: ContactKey
) -> Access | None:
    """Return the access that the import gave the contact, or None."""
    address_hash, student_key, import_id = named
    row = tx.row(
        table.FIND_PACK,
        organisation=organisation,
        import_id=import_id,
        address_hash=address_hash,
    )
    for contact, mac in kept_contacts(*row) if row is not None else ():
        if contact[:2] == (address_hash, student_key):
            bound = is_kept_bound(vault, organisation, import_id, contact, mac)
            return Access(allowed=bool(contact[5]), until=contact[6], is_bound=bound)
    return None
