"""The organisations of the registry in force."""

from idp.clock import Clock
from idp.errors import Unknown
from idp.keys.vault import Vault
from idp.part import Part
from idp.registry import table
from idp.registry.archive import access_in_pack
from idp.registry.contact import is_row_bound
from idp.registry.model import Access, Organisation
from idp.settings import Settings
from idp.storage import Transaction


class Registry(Part):
    """The organisations whose registry was imported."""

    vault: Vault
    clock: Clock
    settings: Settings

    def organisations(self, tx: Transaction) -> tuple[Organisation, ...]:
        """Return every organisation with a registry in force, by name."""
        return tuple(tx.rows(table.LIST_ORGANISATIONS))

    def past(self, tx: Transaction, organisation: str) -> tuple[tuple[int, int], ...]:
        """Return which imports were in force and since when (seconds), the first one first."""
        return tuple(tx.rows(table.LIST_IN_FORCE, organisation=organisation))

    def access(
        self, tx: Transaction, organisation: str, import_id: int, contact: tuple[bytes, bytes]
    ) -> Access | None:
        """Return the access that an import gave a contact (address hash, student key), or None.

        Reads the packs of an import that was replaced since.
        """
        named = dict(zip(("address_hash", "student_key"), contact, strict=True))
        row = tx.row(table.FIND_CONTACT, import_id=import_id, **named)
        if row is not None:
            bound = is_row_bound(self.vault, row)
            return Access(allowed=bool(row.allowed), until=row.until_at, is_bound=bound)
        return access_in_pack(tx, self.vault, organisation, import_id, contact)

    def holds(self, tx: Transaction, organisation: str, import_id: int) -> bool:
        """Return whether the organisation's contacts of that import are still kept."""
        return tx.row(table.FIND_PART, organisation=organisation, import_id=import_id) is not None

    def set_support(self, tx: Transaction, code: str, support_address: str | None) -> None:
        """Set the address where parents of this organisation find help. Raises Unknown."""
        if tx.run(table.SET_SUPPORT, code=code, support_address=support_address) != 1:
            raise Unknown("registry.no_such_organisation", field="organisation", code=code)
