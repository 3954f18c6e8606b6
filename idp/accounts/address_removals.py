"""Addresses that wait to be removed; the message about it has a link that keeps them.

A person who still reads the address's mail removes it at once, by a code; without one, the removal
waits (decision 0020). Until then the address keeps its use.
"""

from idp.accounts import table
from idp.accounts.addresses import Addresses
from idp.accounts.model import Removal
from idp.accounts.notices import Notices
from idp.accounts.sealed_address import open_address
from idp.audit import Audit
from idp.audit.recovery_events import AddressKept, AddressRemovalAsked
from idp.clock import Clock
from idp.errors import PersonError
from idp.ids import AccountId, AddressId, hashed, new_secret
from idp.keys.vault import Vault
from idp.part import Part
from idp.settings import RecoverySettings
from idp.storage import Transaction

UNDO_PATH = "/adresse-a-garder"


class AddressRemovals(Part):
    """Asks for removals, cancels them, and carries out those that are due."""

    vault: Vault
    clock: Clock
    audit: Audit
    notices: Notices
    addresses: Addresses
    settings: RecoverySettings
    issuer: str

    def ask(self, tx: Transaction, account_id: AccountId, address_id: AddressId) -> int:
        """Remove the address later; tell its reader how to keep it; return when, in seconds.

        Raises PersonError PRV-ADDRESS-LAST when no other would be left.
        """
        secret, removal_at = new_secret(), self.clock.seconds() + self.settings.removal_seconds
        sealed = tx.row(
            table.ASK_REMOVAL,
            account_id=account_id,
            id=address_id,
            removal_at=removal_at,
            undo_hash=hashed(secret),
        )
        if sealed is None:
            raise PersonError("PRV-ADDRESS-LAST", "errors.address_last", field="address")
        self.audit.record(tx, AddressRemovalAsked(subject=account_id, address_id=address_id))
        address = open_address(self.vault, sealed)
        uri = f"{self.issuer}{UNDO_PATH}?jeton={secret}"
        self.notices.address_removal_asked(tx, account_id, address, removal_at, uri)
        return removal_at

    def find(self, tx: Transaction, secret: str) -> Removal:
        """Return the removal that the link is for. Raises PersonError PRV-REMOVAL-OVER."""
        row = tx.row(table.FIND_REMOVAL, undo_hash=hashed(secret))
        if row is None:
            raise PersonError("PRV-REMOVAL-OVER", "recovery.errors.removal_over")
        address = open_address(self.vault, row.address_sealed)
        return Removal(row.account_id, row.id, address, row.removal_at)

    def keep(self, tx: Transaction, account_id: AccountId, address_id: AddressId) -> bool:
        """Cancel the removal; return whether there was one."""
        kept = tx.run(table.KEEP_ADDRESS, account_id=account_id, id=address_id) == 1
        if kept:
            self.audit.record(tx, AddressKept(subject=account_id, address_id=address_id))
        return kept

    def keep_all(self, tx: Transaction, account_id: AccountId) -> None:
        """Cancel every removal: an intruder may have asked for it."""
        tx.run(table.KEEP_EVERY_ADDRESS, account_id=account_id)

    def due(self, tx: Transaction, count: int) -> tuple[tuple[AccountId, AddressId], ...]:
        """Return addresses that are due to be removed, the first due first."""
        return tuple(tx.rows(table.LIST_REMOVALS, now=self.clock.seconds(), count=count))

    def carry_out(self, tx: Transaction, account_id: AccountId, address_id: AddressId) -> bool:
        """Remove the address if that is still due; return whether it was removed."""
        tx.run(table.LOCK_ACCOUNT, id=account_id)
        now = self.clock.seconds()
        if not tx.run(table.HOLD_REMOVAL, account_id=account_id, id=address_id, now=now):
            return False
        if not self.addresses.take_away(tx, account_id, address_id):
            self.keep(tx, account_id, address_id)  # it is the last one now
        return True
