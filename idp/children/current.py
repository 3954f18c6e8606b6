"""What the registry says of an account at this moment; computed each time, kept nowhere."""

from idp.children import table
from idp.children.model import CurrentChild, Ground, SchoolFacts, SchoolStatus
from idp.clock import Clock
from idp.ids import AccountId
from idp.keys.vault import Vault
from idp.registry import open_contact
from idp.storage import Row, Transaction


class CurrentFacts:
    """Reads addresses, the registry in force and the links, in one statement."""

    def __init__(self, *, vault: Vault, clock: Clock) -> None:
        self._vault = vault
        self._clock = clock

    def read(self, tx: Transaction, account_id: AccountId) -> SchoolFacts:
        """Return the facts. An account that is disabled or unknown has proven no address."""
        rows = tx.rows(table.FACTS, account_id=account_id, now=self._clock.seconds())
        proven = [row for row in rows if row[0] is not None]
        on_file = [row for row in proven if row[2] is not None]
        held = [row for row in on_file if row[4] is not None]
        # Most recently proven address first: the statement orders them.
        chosen = next(iter(held or on_file), None)
        return SchoolFacts(
            status=_status(proven, on_file, held),
            # Not on file: the registry has no form of it, and nothing is told that a portal
            # might take for an address of the school's.
            address=None if chosen is None else open_contact(self._vault, chosen[9]).address,
            proven_at=(chosen or proven[0])[1] if proven else None,
            # Compared with every organisation, and no fresher than the oldest of them.
            registry_at=chosen[3] if chosen is not None else (rows[0][10] if proven else None),
            children=_children(held),
            confirmed_before=bool(rows and rows[0][11]),
            grounds=_grounds(held),
        )

    def numbers(self, tx: Transaction, account_id: AccountId) -> dict[bytes, str]:
        """Return the fiche number of each child whose link holds, by its student key."""
        rows = tx.rows(table.FACTS, account_id=account_id, now=self._clock.seconds())
        return {
            bytes(row[5]): open_contact(self._vault, row[9]).fiche
            for row in rows
            if row[4] is not None
        }


def _status(proven: list[Row], on_file: list[Row], held: list[Row]) -> SchoolStatus:
    if held:
        return SchoolStatus.VERIFIED
    if on_file:
        return SchoolStatus.NO_CHILD_CONFIRMED
    return SchoolStatus.NOT_ON_FILE if proven else SchoolStatus.ADDRESS_UNPROVEN


def _children(held: list[Row]) -> tuple[CurrentChild, ...]:
    # Two addresses of one account on one file are still one child.
    children: dict[bytes, CurrentChild] = {}
    for row in held:
        key = bytes(row[5])
        children.setdefault(key, CurrentChild(key, row[2], row[6], row[7], row[8]))
    return tuple(children.values())


def _grounds(held: list[Row]) -> tuple[Ground, ...]:
    grounds: dict[bytes, Ground] = {}
    for row in held:
        grounds.setdefault(bytes(row[5]), Ground(row[12], row[13], row[14]))
    return tuple(grounds.values())
