"""The links between an account and students; they outlive imports, as a student's key is stable."""

from collections.abc import Iterable

from msgspec import Struct

from idp.children import table
from idp.children.bound_link import link_mac
from idp.children.model import LinkedChild
from idp.children.records import LinkedRow
from idp.clock import Clock
from idp.ids import AccountId, new_id
from idp.keys.vault import Vault
from idp.part import Part
from idp.registry import open_contact
from idp.storage import Transaction

_ABOUT = "child_link.name"


class File(Struct, frozen=True):
    """A student's file that lists a proven address; `is_named` when its number was typed."""

    student_key: bytes
    permanent_code_hash: bytes | None
    school: str
    contact_sealed: bytes
    is_named: bool = False


class ChildLinks(Part):
    """Adds, lists and removes links."""

    vault: Vault
    clock: Clock

    def add(
        self, tx: Transaction, account_id: AccountId, organisation: str, files: Iterable[File]
    ) -> None:
        """Link the student of each of `files`, once."""
        tx.run_many(
            table.ADD_LINK,
            [
                {
                    "account_id": account_id,
                    "organisation": organisation,
                    "student_key": file.student_key,
                    "id": new_id(),
                    "school": file.school,
                    # Kept so that the account page can name the child after it left the file.
                    "name_sealed": self.vault.seal(self._name(file.contact_sealed), _ABOUT),
                    "now": self.clock.seconds(),
                    "mac": link_mac(self.vault, account_id, organisation, file.student_key),
                    "confirmed_by": "number" if file.is_named else "organisation",
                }
                for file in files
            ],
        )

    def of_account(self, tx: Transaction, account_id: AccountId) -> tuple[LinkedChild, ...]:
        """Return every linked child, in the order of confirmation."""
        rows = tx.rows(table.LINKED, account_id=account_id, now=self.clock.seconds())
        return tuple(
            LinkedChild(
                link_id=row.id,
                name=self._name_of(row),
                organisation_name=row.organisation_name,
                school_name=row.school_name,
                holds=row.contact_sealed is not None,
                confirmed_at=row.confirmed_at,
            )
            for row in rows
        )

    def _name_of(self, row: LinkedRow) -> str:
        if row.contact_sealed is None:
            return self.vault.open(row.name_sealed, _ABOUT)
        return self._name(row.contact_sealed)

    def _name(self, sealed: bytes) -> str:
        return open_contact(self.vault, sealed).student_name
