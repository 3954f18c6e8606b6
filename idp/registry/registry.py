"""The organisations of the registry in force."""

from collections.abc import Collection

from idp.clock import Clock
from idp.errors import Unknown
from idp.keys.vault import Vault
from idp.part import Part
from idp.registry import table
from idp.registry.archive import access_in_pack
from idp.registry.contact import is_row_bound
from idp.registry.model import Access, ContactKey, Organisation
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

    def kept_access(
        self, tx: Transaction, contacts: Collection[ContactKey]
    ) -> dict[ContactKey, Access]:
        """Return the access that imports gave those of `contacts` that no pack holds."""
        return {
            (row.address_hash, row.student_key, row.import_id): Access(
                allowed=bool(row.allowed),
                until=row.until_at,
                is_bound=is_row_bound(self.vault, row),
            )
            for row in tx.among(table.LIST_CONTACTS, contacts)
        }

    def packed_access(
        self, tx: Transaction, organisation: str, contact: ContactKey
    ) -> Access | None:
        """Return the access that an import that was replaced since gave a contact, or None."""
        return access_in_pack(tx, self.vault, organisation, contact)

    def holds(self, tx: Transaction, organisation: str, import_id: int) -> bool:
        """Return whether the organisation's contacts of that import are still kept."""
        return tx.row(table.FIND_PART, organisation=organisation, import_id=import_id) is not None

    def set_support(self, tx: Transaction, code: str, support_address: str | None) -> None:
        """Set the address where parents of this organisation find help. Raises Unknown."""
        if tx.run(table.SET_SUPPORT, code=code, support_address=support_address) != 1:
            raise Unknown("registry.no_such_organisation", field="organisation", code=code)
