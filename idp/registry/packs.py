"""Looking one contact up in the packs of an import that was replaced.

They are written and unpacked whole by `idp/registry/importing/keeping.py`, which owns their form.
"""

import zlib

import msgspec

from idp.registry import table
from idp.registry.model import Access
from idp.storage import Transaction

# address_hash, student_key, school, permanent_code_hash, relationship, allowed, until_at,
# contact_sealed
_Kept = tuple[bytes, bytes, str, bytes | None, str, int, int | None, bytes]


def access_in_pack(
    tx: Transaction, organisation: str, import_id: int, contact: tuple[bytes, bytes]
) -> Access | None:
    """Return what the import said of the contact (address hash, student key), None: nothing."""
    row = tx.row(
        table.FIND_PACK,
        organisation=organisation,
        import_id=import_id,
        address_hash=contact[0],
    )
    if row is None:
        return None
    for *key, _, _, _, allowed, until, _ in _contacts(row[0]):
        if tuple(key) == contact:
            return Access(allowed=bool(allowed), until=until)
    return None


def _contacts(packed: bytes) -> list[_Kept]:
    return msgspec.msgpack.decode(zlib.decompress(packed), type=list[_Kept])
