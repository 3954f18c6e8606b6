"""Packs the contacts of replaced imports, and deletes them after a while.

Packs are rows of some thousand contacts in a table that no sign-in reads: looking up a family costs
the same however many imports are kept. Sealed and hashed values stay so.
"""

from collections.abc import Iterator

from idp.clock import Clock
from idp.errors import Refused
from idp.keys.vault import Vault
from idp.part import Part
from idp.registry.archive import is_kept_bound, kept_columns, kept_contacts, pack_contacts
from idp.registry.contact import contact_mac
from idp.registry.importing import table
from idp.registry.importing.gathering import Contact
from idp.registry.importing.ranges import hash_ranges
from idp.registry.importing.records import ReplacedPart
from idp.storage import Database

_LEASE_SECONDS = 60


class Purging(Part):
    """Takes the database, not transactions: a million rows move in pieces, between sign-ins."""

    database: Database
    vault: Vault
    clock: Clock
    kept: int

    def run(self) -> bool:
        """Do all steps at once, where nobody else writes; return whether there were any."""
        return sum(1 for _ in self.steps()) > 0

    def steps(self) -> Iterator[None]:
        """Delete discarded contacts and pack replaced ones: a short transaction at each step."""
        with self.database.reading() as tx:
            unwanted = tx.rows(table.LIST_UNWANTED)
            replaced = tx.rows(table.LIST_REPLACED)
        for import_id, contacts in unwanted:
            yield from self._delete(import_id, "", contacts)
        for part in replaced:
            if part.later >= self.kept:
                yield from self._forget(part)
            elif not part.packed:
                yield from self.pack(part.import_id, part.organisation, part.contacts)

    def lease(self, holder: str) -> bool:
        """Take or renew the lease on these steps; False while another has it."""
        now = self.clock.seconds()
        values = {"holder": holder, "now": now, "until": now + _LEASE_SECONDS}
        with self.database.writing() as tx:
            return tx.run(table.LEASE_PACKER, **values) == 1

    def delete_contacts(self, import_id: int, contacts: int) -> None:
        """Delete the contacts staged under `import_id`; the import itself stays."""
        for first, last in hash_ranges(contacts):
            with self.database.writing() as tx:
                tx.run(
                    table.PURGE_CONTACTS,
                    import_id=import_id,
                    organisation="",
                    first=first,
                    last=last,
                )

    def pack(self, import_id: int, organisation: str, contacts: int) -> Iterator[None]:
        """Move the contacts of a replaced import into packs; resume an interrupted move."""
        part = {"import_id": import_id, "organisation": organisation}
        for first, last in hash_ranges(contacts):
            # Nobody changes them any more: only the move itself needs a write transaction.
            with self.database.reading() as tx:
                rows = tx.rows(table.READ_CONTACTS, first=first, last=last, **part)
            if not rows:
                continue
            packed, macs = pack_contacts(rows)
            pack = {"first": bytes(rows[0][0]), "contacts": len(rows)}
            with self.database.writing() as tx:
                if tx.run(table.ADD_PACK, packed=packed, macs=macs, **pack, **part) == 1:
                    tx.run(table.PURGE_CONTACTS, first=first, last=last, **part)
            yield
        with self.database.writing() as tx:
            tx.run(table.PACKED, **part)
        yield

    def unpack(self, import_id: int, organisation: str, *, under: int) -> Iterator[Contact]:
        """Yield the contacts of a packed part, in order, bound to the import `under`.

        Raises Refused when one was changed.
        """
        part = {"import_id": import_id, "organisation": organisation}
        with self.database.reading() as tx:
            firsts = tx.rows(table.LIST_PACKS, **part)
        for first in firsts:
            with self.database.reading() as tx:
                row = tx.row(table.READ_PACK, first=first, **part)
            if row is None:
                continue
            for each, mac in kept_contacts(*row):
                if not is_kept_bound(self.vault, organisation, import_id, each, mac):
                    raise Refused("registry.altered", import_id=import_id)
                bound = contact_mac(self.vault, kept_columns(organisation, under, each))
                yield (*each[:2], under, organisation, *each[2:], bound, 0)

    def _forget(self, part: ReplacedPart) -> Iterator[None]:
        if not part.packed:
            yield from self._delete(part.import_id, part.organisation, part.contacts)
            return
        named = {"import_id": part.import_id, "organisation": part.organisation}
        with self.database.reading() as tx:
            firsts = tx.rows(table.LIST_PACKS, **named)
        for first in firsts:
            with self.database.writing() as tx:
                tx.run(table.PURGE_PACK, first=first, **named)
            yield
        yield from self._delete(part.import_id, part.organisation, 0)

    def _delete(self, import_id: int, organisation: str, contacts: int) -> Iterator[None]:
        part = {"import_id": import_id, "organisation": organisation}
        for first, last in hash_ranges(contacts):
            with self.database.writing() as tx:
                tx.run(table.PURGE_CONTACTS, first=first, last=last, **part)
            yield
        with self.database.writing() as tx:
            tx.run(table.PURGE_PARTS, **part)
            tx.run(table.PURGE_SCHOOLS, **part)
            tx.run(table.PURGE_ENDS, **part)
            tx.run(table.PURGED, import_id=import_id, now=self.clock.seconds())
        yield
