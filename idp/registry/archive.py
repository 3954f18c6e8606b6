"""The contacts of an import that was replaced: some thousands to a row, packed.

What was sealed or hashed stays so, and each contact keeps the code that binds it.
"""

import zlib
from collections.abc import Iterable, Iterator

import msgspec

from idp.keys.vault import Vault
from idp.registry import table
from idp.registry.contact import is_contact_bound
from idp.registry.model import Access
from idp.storage import Row, Transaction

# address_hash, student_key, school, permanent_code_hash, relationship, allowed, until_at,
# contact_sealed
Kept = tuple[bytes, bytes, str, bytes | None, str, int, int | None, bytes]

_FAST = 1  # what is hashed or sealed does not shrink; the rest does at once
_MAC_BYTES = 16
_UNBOUND = bytes(_MAC_BYTES)


def pack_contacts(rows: Iterable[Row]) -> tuple[bytes, bytes]:
    """Return contacts (`Kept`, and the code of each) as one value, and their codes as another."""
    kept, macs = [], []
    for *contact, mac in rows:
        kept.append(contact)
        macs.append(_UNBOUND if mac is None else bytes(mac))
    return zlib.compress(msgspec.msgpack.encode(kept), _FAST), b"".join(macs)


def kept_contacts(packed: bytes, macs: bytes | None) -> Iterator[tuple[Kept, bytes]]:
    """Give what `pack_contacts` packed, each with its code."""
    contacts = msgspec.msgpack.decode(zlib.decompress(packed), type=list[Kept])
    codes = bytes(macs or b"")
    for index, contact in enumerate(contacts):
        yield contact, codes[index * _MAC_BYTES : (index + 1) * _MAC_BYTES]


def kept_columns(organisation: str, import_id: int, contact: Kept) -> tuple[object, ...]:
    """Return the whole row that a kept contact was: the values of `contact.COLUMNS`."""
    return (*contact[:2], import_id, organisation, *contact[2:], None)


def is_kept_bound(
    vault: Vault, organisation: str, import_id: int, contact: Kept, mac: bytes
) -> bool:
    """Return whether a kept contact is as the house wrote it."""
    return is_contact_bound(vault, kept_columns(organisation, import_id, contact), mac)


def access_in_pack(
    tx: Transaction, vault: Vault, organisation: str, import_id: int, named: tuple[bytes, bytes]
) -> Access | None:
    """Return what the import said of the contact (address hash, student key), None: nothing."""
    row = tx.row(
        table.FIND_PACK,
        organisation=organisation,
        import_id=import_id,
        address_hash=named[0],
    )
    for contact, mac in kept_contacts(*row) if row is not None else ():
        if contact[:2] == named:
            bound = is_kept_bound(vault, organisation, import_id, contact, mac)
            return Access(allowed=bool(contact[5]), until=contact[6], is_bound=bound)
    return None
