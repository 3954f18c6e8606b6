"""Which of the three conditions of the claim fails, for support, without the file's content.

Reports on addresses that the account has proven, and on one child only for its number. Never says
who else is on that file, nor any name.
"""

import json
from enum import StrEnum

from msgspec import Struct

from idp.children import table
from idp.clock import DAY, Clock
from idp.ids import AccountId, AddressId
from idp.keys.vault import Vault
from idp.normalisation.address import Address
from idp.normalisation.child_number import ChildNumber
from idp.part import Part
from idp.registry import fiche_key, permanent_code_key
from idp.registry.contact import contact_key
from idp.storage import Transaction

_TRIES_SECONDS = 30 * DAY


class ChildCondition(StrEnum):
    """The first failed condition between a proven address and one child; LINKED: none."""

    NOT_ON_FILE = "not_on_file"
    NO_ACCESS = "no_access"
    """On file, but the school gives this adult no access, or none any more."""
    NOT_CONFIRMED = "not_confirmed"
    LINKED = "linked"


_ORDER = tuple(ChildCondition)


class RecentTry(Struct, frozen=True):
    """A recent try of a parent: `kind` as in audit events, `at` in seconds."""

    kind: str
    organisation: str
    at: int


class Conditions(Part):
    """Questions of support; the caller records each."""

    vault: Vault
    clock: Clock

    def is_on_file(self, tx: Transaction, address: Address) -> bool:
        """Return whether the registry in force lists the address, with access, on any file."""
        row = tx.row(
            table.IS_ON_FILE,
            address_hash=contact_key(self.vault, address.normal),
            now=self.clock.seconds(),
        )
        return row is not None

    def of_child(
        self, tx: Transaction, account_id: AccountId, organisation: str, number: ChildNumber
    ) -> dict[AddressId, ChildCondition]:
        """Return the first failed condition for the child of that number, by proven address."""
        rows = tx.rows(
            table.CHILD_CONDITIONS,
            account_id=account_id,
            organisation=organisation,
            student_key=fiche_key(self.vault, organisation, number.fiche or ""),
            permanent_code_hash=permanent_code_key(self.vault, number.permanent_code or ""),
            now=self.clock.seconds(),
        )
        found: dict[AddressId, ChildCondition] = {}
        for row in rows:
            # Each is met only if the one before is: their count says which comes next.
            condition = _ORDER[row.on_file + row.has_access + row.is_linked]
            before = found.get(row.id, condition)
            found[row.id] = max(before, condition, key=_ORDER.index)
        return found

    def tries(self, tx: Transaction, account_id: AccountId) -> tuple[RecentTry, ...]:
        """Return what the account tried in the last thirty days, the newest first."""
        since = self.clock.seconds() - _TRIES_SECONDS
        rows = tx.rows(table.TRIES, account_id=account_id, since=since)
        return tuple(
            RecentTry(row.kind, str(json.loads(row.details).get("organisation", "")), row.at)
            for row in rows
        )
