"""Which of the three conditions of the claim fails, for whoever helps: without the file's content.

What is told is about addresses that the account has proven, and for one child only to somebody who
names the child's number: who else is on that file, and under what name, is not told.
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
    """What stands between a proven address and one child, in the order in which it is met."""

    NOT_ON_FILE = "not_on_file"
    NO_ACCESS = "no_access"
    """On file, and the school says that this adult may not come in, or not any more."""
    NOT_CONFIRMED = "not_confirmed"
    LINKED = "linked"


_ORDER = tuple(ChildCondition)


class RecentTry(Struct, frozen=True):
    """What a parent tried lately: `kind` as in the record of events, `at` in seconds."""

    kind: str
    organisation: str
    at: int


class Conditions(Part):
    """Questions of whoever helps; each is recorded by the caller."""

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
        """Return, by proven address, what stands between it and the child of that number."""
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
            # Each holds only where the one before does: their count is how far one came.
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
