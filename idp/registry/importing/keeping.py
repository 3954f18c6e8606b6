"""What becomes of contacts that are not in force: kept in packs for a while, then deleted.

A replaced import leaves the table that every sign-in asks, and lies in rows of some thousand
contacts each: looking up a family costs the same however many imports are kept. What was sealed or
hashed stays so.
"""

import zlib
from collections.abc import Iterator

import msgspec

from idp.clock import Clock
from idp.registry.importing import table
from idp.registry.importing.pieces import pieces
from idp.registry.importing.rows import Contact
from idp.storage import Database

# address_hash, student_key, school, permanent_code_hash, relationship, allowed, until_at,
# contact_sealed
_Kept = tuple[bytes, bytes, str, bytes | None, str, int, int | None, bytes]
_FAST = 1  # what is hashed or sealed does not shrink; the rest does at once


class Keeping:
    """Takes the database, not transactions: a million rows move in pieces, so sign-ins go on."""

    def __init__(self, *, database: Database, clock: Clock, kept: int) -> None:
        self._database = database
        self._clock = clock
        self._kept = kept

    def run(self) -> bool:
        """Delete what nobody wants, pack what was replaced; tell whether there was any."""
        with self._database.reading() as tx:
            unwanted = tx.rows(table.LIST_UNWANTED)
            replaced = tx.rows(table.LIST_REPLACED)
        for import_id, contacts in unwanted:
            self._delete(import_id, "", contacts)
        moved = bool(unwanted)
        for import_id, organisation, contacts, packed, later in replaced:
            if later >= self._kept:
                self._forget(import_id, organisation, contacts, packed=bool(packed))
            elif not packed:
                self.pack(import_id, organisation, contacts)
            else:
                continue
            moved = True
        return moved

    def delete_contacts(self, import_id: int, contacts: int) -> None:
        """Delete what was staged under `import_id`; the import itself goes on."""
        for first, last in pieces(contacts):
            with self._database.writing() as tx:
                tx.run(
                    table.PURGE_CONTACTS,
                    import_id=import_id,
                    organisation="",
                    first=first,
                    last=last,
                )

    def pack(self, import_id: int, organisation: str, contacts: int) -> None:
        """Move the contacts of a replaced import into packs; what was begun is gone on with."""
        part = {"import_id": import_id, "organisation": organisation}
        for first, last in pieces(contacts):
            with self._database.writing() as tx:
                if tx.run(table.HOLD_PART, **part) != 1:
                    return
                rows = tx.rows(table.READ_CONTACTS, first=first, last=last, **part)
                if rows:
                    packed = zlib.compress(msgspec.msgpack.encode([_plain(r) for r in rows]), _FAST)
                    tx.run(table.ADD_PACK, first=first, contacts=len(rows), packed=packed, **part)
                    tx.run(table.PURGE_CONTACTS, first=first, last=last, **part)
        with self._database.writing() as tx:
            tx.run(table.PACKED, **part)

    def unpack(self, import_id: int, organisation: str) -> Iterator[Contact]:
        """Give the contacts of a packed part, in order."""
        part = {"import_id": import_id, "organisation": organisation}
        with self._database.reading() as tx:
            firsts = [row[0] for row in tx.rows(table.LIST_PACKS, **part)]
        for first in firsts:
            with self._database.reading() as tx:
                row = tx.row(table.READ_PACK, first=first, **part)
            if row is None:
                continue
            kept = msgspec.msgpack.decode(zlib.decompress(row[0]), type=list[_Kept])
            for each in kept:
                yield (*each[:2], 0, organisation, *each[2:])

    def _forget(self, import_id: int, organisation: str, contacts: int, *, packed: bool) -> None:
        if not packed:
            self._delete(import_id, organisation, contacts)
            return
        part = {"import_id": import_id, "organisation": organisation}
        with self._database.reading() as tx:
            firsts = [row[0] for row in tx.rows(table.LIST_PACKS, **part)]
        for first in firsts:
            with self._database.writing() as tx:
                tx.run(table.PURGE_PACK, first=first, **part)
        self._delete(import_id, organisation, 0)

    def _delete(self, import_id: int, organisation: str, contacts: int) -> None:
        part = {"import_id": import_id, "organisation": organisation}
        for first, last in pieces(contacts):
            with self._database.writing() as tx:
                tx.run(table.PURGE_CONTACTS, first=first, last=last, **part)
        with self._database.writing() as tx:
            tx.run(table.PURGE_PARTS, **part)
            tx.run(table.PURGE_SCHOOLS, **part)
            tx.run(table.PURGED, import_id=import_id, now=self._clock.seconds())


def _plain(row: tuple[object, ...]) -> tuple[object, ...]:
    """Return what a driver read, with bytes as bytes: PostgreSQL's may be views."""
    return tuple(bytes(value) if isinstance(value, memoryview) else value for value in row)
