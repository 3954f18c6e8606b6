"""The addresses of an account: each was proven by a code that we sent."""

from collections.abc import Collection
from functools import cached_property

from idp.accounts import table
from idp.accounts.bound_address import address_mac
from idp.accounts.model import AddressTime, EmailVerification, ProvenAddress
from idp.accounts.notices import Notices
from idp.accounts.records import AddressRow
from idp.accounts.sealed_address import address_hash, open_address, seal_address
from idp.additions import UNPROVEN, Added, Recent
from idp.audit import Audit
from idp.audit.events import AddressProven, AddressRemoved
from idp.clock import Clock
from idp.errors import PersonError
from idp.ids import AccountId, AddressId, new_id
from idp.keys.vault import Vault
from idp.normalisation.address import Address
from idp.signals import SignalKind, Signals
from idp.storage import ActingTransaction, Transaction


class Addresses:
    """Proven addresses."""

    def __init__(
        self,
        *,
        vault: Vault,
        clock: Clock,
        audit: Audit,
        signals: Signals,
        notices: Notices,
        recent: Recent,
    ) -> None:
        self._vault = vault
        self._clock = clock
        self._audit = audit
        self._signals = signals
        self._notices = notices
        self._recent = recent

    @cached_property
    def _nobodys(self) -> bytes:
        return seal_address(self._vault, Address("personne@parvis.invalid", ""))

    def of_account(self, tx: Transaction, account_id: AccountId) -> tuple[ProvenAddress, ...]:
        """Return the account's addresses, the oldest first, without those that are suspended."""
        return tuple(map(self._address, tx.rows(table.LIST_ADDRESSES, account_id=account_id)))

    def every(self, tx: Transaction, account_id: AccountId) -> tuple[ProvenAddress, ...]:
        """Return the account's addresses, the oldest first, with those that are suspended."""
        return tuple(map(self._address, tx.rows(table.LIST_EVERY_ADDRESS, account_id=account_id)))

    def that_recover(self, tx: Transaction, account_id: AccountId) -> tuple[ProvenAddress, ...]:
        """Return those whose code opens the account by itself, the oldest first.

        Not those added recently without a second proof: an intruder who knew the password may
        have added one.
        """
        found = self.of_account(tx, account_id)
        return found[:1] + tuple(
            each
            for each in found[1:]
            if self._recent.is_settled(each.added_at, each.second_proof_at)
        )

    def recovers(self, tx: Transaction, account_id: AccountId, address: Address) -> bool:
        """Return whether a code to `address` opens the account by itself."""
        able = self.that_recover(tx, account_id)
        return any(each.address.normal == address.normal for each in able)

    def first(self, tx: Transaction, account_id: AccountId) -> Address | None:
        """Return the account's first address, or None; both take the same time."""
        rows = tx.rows(table.LIST_ADDRESSES, account_id=account_id)
        opened = open_address(self._vault, rows[0].address_sealed if rows else self._nobodys)
        return opened if rows else None

    def times(self, tx: Transaction, address_ids: Collection[str]) -> list[AddressTime]:
        """Return which accounts had the addresses and when, in order; no erased ones."""
        return tx.among(table.ADDRESS_TIMES, [(each,) for each in address_ids])

    def add(
        self,
        tx: ActingTransaction,
        account_id: AccountId,
        proof: EmailVerification,
        added: Added = UNPROVEN,
    ) -> None:
        """Add the address that `proof` proved, or record that it was proven again.

        The caller spends the proof. Raises PersonError PRV-ADDRESS-TAKEN when another account
        has the address, or this one has it suspended; PRV-PROOF-GONE when nothing was proven, or
        for another account.
        """
        if proof.proven_at is None or proof.account_id not in (None, account_id):
            raise PersonError("PRV-PROOF-GONE", "errors.proof_gone")
        if self.prove_again(tx, account_id, proof.address, proven_at=proof.proven_at):
            return
        address_id = AddressId(new_id())
        digest = address_hash(self._vault, proof.address)
        kept = tx.run(
            table.ADD_ADDRESS,
            id=address_id,
            account_id=account_id,
            address_hash=digest,
            address_sealed=seal_address(self._vault, proof.address),
            proven_at=proof.proven_at,
            mac=address_mac(self._vault, account_id, digest, proof.proven_at),
            now=self._clock.seconds(),
            device=added.device,
            second_proof_at=added.second_proof_at,
        )
        if not kept:
            raise self._taken(tx, account_id, proof.address)
        event = AddressProven(subject=account_id, address_id=address_id, added=True)
        self._audit.record(tx, event)
        self._signals.record(tx, SignalKind.ADDRESS_ADDED, account_id)
        self._notices.address_added(tx, account_id, proof.address)

    def prove_again(
        self,
        tx: Transaction,
        account_id: AccountId,
        address: Address,
        *,
        proven_at: int | None = None,
    ) -> bool:
        """Record that an address of the account was proven again; return whether it has it.

        `proven_at` in seconds; now when left out.
        """
        digest = address_hash(self._vault, address)
        at = self._clock.seconds() if proven_at is None else proven_at
        address_id = tx.row(
            table.PROVE_AGAIN,
            account_id=account_id,
            address_hash=digest,
            proven_at=at,
            mac=address_mac(self._vault, account_id, digest, at),
        )
        if address_id is None:
            return False
        self._audit.record(
            tx, AddressProven(subject=account_id, address_id=address_id, added=False)
        )
        return True

    def remove(self, tx: ActingTransaction, account_id: AccountId, address_id: AddressId) -> None:
        """Remove an address. Raises PersonError PRV-ADDRESS-LAST when no other would be left."""
        if not self.take_away(tx, account_id, address_id):
            raise _last()

    def take_away(self, tx: Transaction, account_id: AccountId, address_id: AddressId) -> bool:
        """Remove an address unless it is the last; return whether it was removed."""
        tx.run(table.LOCK_ACCOUNT, id=account_id)
        row = tx.row(table.REMOVE_ADDRESS, account_id=account_id, id=address_id)
        if row is None:
            return False
        tx.run(
            table.ADD_PAST_ADDRESS,
            id=address_id,
            account_id=account_id,
            address_hash=row.address_hash,
            added_at=row.added_at,
            now=self._clock.seconds(),
        )
        self._audit.record(tx, AddressRemoved(subject=account_id, address_id=address_id))
        self._signals.record(tx, SignalKind.ADDRESS_REMOVED, account_id)
        self._notices.address_removed(tx, account_id, open_address(self._vault, row.address_sealed))
        return True

    def settle(self, tx: Transaction, account_id: AccountId, address: Address) -> None:
        """Record a second proof of `address`, and cancel its removal.

        The caller has spent a code to it, in a recovery.
        """
        tx.run(
            table.SETTLE_ADDRESS,
            account_id=account_id,
            address_hash=address_hash(self._vault, address),
            now=self._clock.seconds(),
        )

    def _taken(self, tx: Transaction, account_id: AccountId, address: Address) -> PersonError:
        if any(each.address.normal == address.normal for each in self.every(tx, account_id)):
            return PersonError(
                "PRV-ADDRESS-SUSPENDED", "recovery.errors.address_suspended", field="address"
            )
        return PersonError("PRV-ADDRESS-TAKEN", "errors.address_taken", field="address")

    def _address(self, row: AddressRow) -> ProvenAddress:
        return ProvenAddress(
            row.id,
            open_address(self._vault, row.address_sealed),
            row.proven_at,
            row.added_at,
            row.added_device,
            row.second_proof_at,
            row.suspended_at,
            row.removal_at,
        )


def _last() -> PersonError:
    return PersonError("PRV-ADDRESS-LAST", "errors.address_last", field="address")
