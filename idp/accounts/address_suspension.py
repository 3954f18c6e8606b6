"""What a recovery does to the addresses of an account (see `idp/additions`)."""

from idp.accounts import table
from idp.accounts.addresses import Addresses
from idp.additions import Addition, Kind
from idp.clock import Clock
from idp.ids import AccountId, AddressId
from idp.storage import Transaction


class AddressSuspension:
    """A suspended address proves, opens and recovers nothing, and is told nothing."""

    def __init__(self, *, addresses: Addresses, clock: Clock) -> None:
        self._addresses = addresses
        self._clock = clock

    def suspend(self, tx: Transaction, account_id: AccountId, *, since: int) -> int:
        """Suspend what was added after `since` without a second proof; return how many."""
        now = self._clock.seconds()
        return tx.run(table.SUSPEND_ADDRESSES, account_id=account_id, since=since, now=now)

    def suspended(self, tx: Transaction, account_id: AccountId) -> tuple[Addition, ...]:
        """Return the suspended addresses."""
        return tuple(
            Addition(Kind.ADDRESS, each.id, each.address.written, each.added_at, each.device)
            for each in self._addresses.every(tx, account_id)
            if each.suspended_at is not None
        )

    def restore(self, tx: Transaction, account_id: AccountId, kind: Kind, addition_id: str) -> bool:
        """End a suspension; tell whether there was one."""
        if kind is not Kind.ADDRESS:
            return False
        values = {"account_id": account_id, "id": addition_id, "now": self._clock.seconds()}
        return tx.run(table.RESTORE_ADDRESS, **values) == 1

    def remove_suspended(
        self, tx: Transaction, account_id: AccountId, kind: Kind, addition_id: str
    ) -> bool:
        """Take a suspended address away; tell whether it was there."""
        known = {each.id for each in self.suspended(tx, account_id)}
        is_there = kind is Kind.ADDRESS and addition_id in known
        return is_there and self._addresses.take_away(tx, account_id, AddressId(addition_id))
