"""The links between an account and students; they outlive imports, since a student keeps a key."""

from idp.children import table
from idp.children.bound_link import link_mac
from idp.children.model import LinkedChild
from idp.clock import Clock
from idp.ids import AccountId, new_id
from idp.keys.vault import Vault
from idp.registry import open_contact
from idp.storage import Row, Transaction

_ABOUT = "child_link.name"


class Links:
    """Adds, lists and removes links."""

    def __init__(self, *, vault: Vault, clock: Clock) -> None:
        self._vault = vault
        self._clock = clock

    def add(
        self,
        tx: Transaction,
        account_id: AccountId,
        organisation: str,
        files: list[Row],
        *,
        typed_for: set[bytes],
    ) -> None:
        """Link each of `files` (student key, code hash, school, sealed contact), once."""
        tx.run_many(
            table.ADD_LINK,
            [
                {
                    "account_id": account_id,
                    "organisation": organisation,
                    "student_key": bytes(student_key),
                    "id": new_id(),
                    "school": school,
                    # Kept so that the account page can name the child after it left the file.
                    "name_sealed": self._vault.seal(self._name(sealed), _ABOUT),
                    "now": self._clock.seconds(),
                    "mac": link_mac(self._vault, account_id, organisation, bytes(student_key)),
                    "confirmed_by": "number" if bytes(student_key) in typed_for else "organisation",
                }
                for student_key, _, school, sealed in files
            ],
        )

    def of_account(self, tx: Transaction, account_id: AccountId) -> tuple[LinkedChild, ...]:
        """Return every linked child, in the order of confirmation."""
        rows = tx.rows(table.LINKED, account_id=account_id, now=self._clock.seconds())
        return tuple(
            LinkedChild(
                link_id=link_id,
                name=self._name(current) if current else self._vault.open(kept, _ABOUT),
                organisation_name=organisation_name,
                school_name=school_name,
                holds=current is not None,
                confirmed_at=confirmed_at,
            )
            for link_id, kept, organisation_name, school_name, confirmed_at, current in rows
        )

    def _name(self, sealed: bytes) -> str:
        return open_contact(self._vault, sealed).student_name
