"""What a recovery does to the addresses of an account (see `idp/additions`)."""

from idp.accounts import table
from idp.accounts.addresses import Addresses
from idp.accounts.bound_address import (
    address_mac,
    is_address_bound,
    is_suspended_bound,
    suspended_mac,
)
from idp.additions import Addition, AdditionKind
from idp.clock import Clock
from idp.ids import AccountId, AddressId
from idp.keys.vault import Vault
from idp.part import Part
from idp.storage import Transaction


class AddressSuspension(Part):
    """A suspended address proves, opens and recovers nothing, and is not written to."""

    vault: Vault
    addresses: Addresses
    clock: Clock

    def suspend(self, tx: Transaction, account_id: AccountId, *, since: int) -> int:
        """Suspend what was added after `since` without a second proof; return how many."""
        now = self.clock.seconds()
        rows = tx.rows(table.LIST_TO_SUSPEND, account_id=account_id, since=since)
        for row in rows:
            columns = (account_id, row.address_hash, row.proven_at)
            was_bound = is_address_bound(self.vault, *columns, row.mac)
            code = suspended_mac(self.vault, *columns) if was_bound else None
            tx.run(table.SUSPEND_ADDRESS, id=row.id, mac=code, now=now)
        return len(rows)

    def suspended(self, tx: Transaction, account_id: AccountId) -> tuple[Addition, ...]:
        """Return the suspended addresses."""
        return tuple(
            Addition(
                AdditionKind.ADDRESS, each.id, each.address.written, each.added_at, each.device
            )
            for each in self.addresses.every(tx, account_id)
            if each.suspended_at is not None
        )

    def restore(
        self, tx: Transaction, account_id: AccountId, kind: AdditionKind, addition_id: str
    ) -> bool:
        """End a suspension; return whether there was one."""
        if kind is not AdditionKind.ADDRESS:
            return False
        which = {"account_id": account_id, "id": addition_id}
        row = tx.row(table.FIND_SUSPENDED, **which)
        if row is None:
            return False
        columns = (account_id, row.address_hash, row.proven_at)
        was_bound = is_suspended_bound(self.vault, *columns, row.mac)
        code = address_mac(self.vault, *columns) if was_bound else None
        now = self.clock.seconds()
        return tx.run(table.RESTORE_ADDRESS, mac=code, now=now, **which) == 1

    def remove_suspended(
        self, tx: Transaction, account_id: AccountId, kind: AdditionKind, addition_id: str
    ) -> bool:
        """Remove a suspended address; return whether it was there."""
        known = {each.id for each in self.suspended(tx, account_id)}
        is_there = kind is AdditionKind.ADDRESS and addition_id in known
        return is_there and self.addresses.take_away(tx, account_id, AddressId(addition_id))
