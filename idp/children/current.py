"""What the registry says of an account now; computed each time, stored nowhere.

Rows with a wrong MAC are ignored, so that write access to the database alone makes no claim true
(docs/decisions/0024).
"""

import logging
from collections.abc import Iterator
from operator import attrgetter

from msgspec import Struct

from idp.accounts.bound_address import is_address_bound
from idp.children import table
from idp.children.bound_link import is_link_bound
from idp.children.model import CurrentChild, Evidence, SchoolFacts, SchoolStatus
from idp.children.records import FactRow
from idp.clock import Clock
from idp.ids import AccountId
from idp.keys.vault import Vault
from idp.part import Part
from idp.registry import open_contact
from idp.registry.contact import COLUMNS, is_contact_bound, is_organisation_bound
from idp.storage import Transaction

_CONTACT = attrgetter(*(f"g_{name}" for name in COLUMNS))
_CORRECTED = attrgetter(*(f"w_{name}" for name in COLUMNS))
_log = logging.getLogger(__name__)


class _Fact(Struct, frozen=True):
    """A proven address, and one file that lists it; `link_id` where the child is confirmed."""

    address_id: str
    proven_at: int
    oldest_taken_at: int | None
    confirmed_before: bool
    organisation: str | None = None
    """None: no file in force lists the address."""
    import_id: int = 0
    taken_at: int = 0
    student_key: bytes = b""
    school: str = ""
    relationship: str = ""
    until: int | None = None
    contact_sealed: bytes = b""
    link_id: str | None = None


class CurrentFacts(Part):
    """Reads addresses, the registry in force and the links, in one statement."""

    vault: Vault
    clock: Clock

    def read(self, tx: Transaction, account_id: AccountId) -> SchoolFacts:
        """Return the facts; none for an account that is disabled or unknown."""
        proven = self._proven(tx, account_id)
        on_file = [fact for fact in proven if fact.organisation is not None]
        held = [fact for fact in on_file if fact.link_id is not None]
        # Most recently proven address first: the statement orders them.
        first = next(iter(proven), None)
        chosen = next(iter(held or on_file), None)
        return SchoolFacts(
            status=_status(proven, on_file, held),
            # Not on file: return no address that a portal might take for one of the school's.
            address=open_contact(self.vault, chosen.contact_sealed).address if chosen else None,
            proven_at=(chosen or first).proven_at if first else None,
            # Compared with every organisation: as old as the oldest.
            registry_at=chosen.taken_at if chosen else first.oldest_taken_at if first else None,
            children=_children(held),
            confirmed_before=first is not None and first.confirmed_before,
            all_evidence=_evidence(held),
        )

    def numbers(self, tx: Transaction, account_id: AccountId) -> dict[bytes, str]:
        """Return the fiche number of each child whose link is valid, by student key."""
        return {
            fact.student_key: open_contact(self.vault, fact.contact_sealed).fiche
            for fact in self._proven(tx, account_id)
            if fact.link_id is not None
        }

    def _proven(self, tx: Transaction, account_id: AccountId) -> list[_Fact]:
        rows = tx.rows(table.FACTS, account_id=account_id, now=self.clock.seconds())
        return list(self._bound(account_id, rows))

    def _bound(self, account_id: AccountId, rows: list[FactRow]) -> Iterator[_Fact]:
        """Yield the facts of `rows` that depend on bound rows alone."""
        for row in rows:
            if row.address_id is None:
                continue
            columns = (account_id, row.address_hash, row.proven_at)
            if not is_address_bound(self.vault, *columns, row.address_mac):
                _log.error("an address of an account is not as it was written: %s", row.address_id)
                continue
            yield self._listed(account_id, row.address_id, row)

    def _listed(self, account_id: AccountId, address_id: str, row: FactRow) -> _Fact:
        if row.organisation is None or not self._is_in_force(row.organisation, row):
            return _Fact(address_id, row.proven_at, row.oldest_taken_at, row.confirmed_before)
        confirmed = row.link_id is not None and self._is_link_bound(
            account_id, row.organisation, row.g_student_key, row.link_mac
        )
        return _Fact(
            address_id=address_id,
            proven_at=row.proven_at,
            oldest_taken_at=row.oldest_taken_at,
            confirmed_before=row.confirmed_before,
            organisation=row.organisation,
            import_id=row.import_id,
            taken_at=row.taken_at,
            student_key=row.g_student_key,
            school=row.g_school,
            relationship=row.g_relationship,
            until=row.g_until_at,
            contact_sealed=row.g_contact_sealed,
            link_id=row.link_id if confirmed else None,
        )

    def _is_in_force(self, organisation: str, row: FactRow) -> bool:
        """Return whether the MACs of the import in force and its contact are right.

        Also that of the contact that a letter corrected, if any.
        """
        in_force = (organisation, row.import_id, row.taken_at, row.organisation_mac)
        bound = is_organisation_bound(self.vault, *in_force)
        bound = bound and is_contact_bound(self.vault, _CONTACT(row), row.g_mac)
        if bound and row.g_import_id == 0:
            bound = is_contact_bound(self.vault, _CORRECTED(row), row.w_mac)
        if not bound:
            _log.error("a contact of the registry is not as it was written: %s", organisation)
        return bound

    def _is_link_bound(
        self, account_id: AccountId, organisation: str, student_key: bytes, mac: bytes | None
    ) -> bool:
        bound = is_link_bound(self.vault, account_id, organisation, student_key, mac)
        if not bound:
            _log.error("a child link is not as it was written: account %s", account_id)
        return bound


def _status(proven: list[_Fact], on_file: list[_Fact], held: list[_Fact]) -> SchoolStatus:
    if held:
        return SchoolStatus.VERIFIED
    if on_file:
        return SchoolStatus.NO_CHILD_CONFIRMED
    return SchoolStatus.NOT_ON_FILE if proven else SchoolStatus.ADDRESS_UNPROVEN


def _children(held: list[_Fact]) -> tuple[CurrentChild, ...]:
    # Two addresses of one account on one file are one child.
    children: dict[bytes, CurrentChild] = {}
    for fact in held:
        key = fact.student_key
        organisation = fact.organisation or ""
        child = CurrentChild(key, organisation, fact.school, fact.relationship, fact.until)
        children.setdefault(key, child)
    return tuple(children.values())


def _evidence(held: list[_Fact]) -> tuple[Evidence, ...]:
    all_evidence: dict[bytes, Evidence] = {}
    for fact in held:
        evidence = Evidence(fact.link_id or "", fact.address_id, fact.import_id)
        all_evidence.setdefault(fact.student_key, evidence)
    return tuple(all_evidence.values())
