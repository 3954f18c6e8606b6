"""Accounts: one person each, under an opaque id that is never used again (OpenID Connect `sub`)."""

from idp.accounts import table
from idp.accounts.bound_address import address_mac, move_addresses
from idp.accounts.email_proofs import table as proofs_table
from idp.accounts.model import Account, Closed, EmailVerification, HeldAccount
from idp.accounts.notices import Notices
from idp.accounts.sealed_address import address_hash, seal_address
from idp.additions import UNPROVEN, Added
from idp.audit import Audit
from idp.audit.admin_events import AccountDisabled, AccountEnabled
from idp.audit.events import (
    AccountClosed,
    AccountCreated,
    AccountErased,
    AccountReopened,
    AccountsMerged,
    PasswordChanged,
)
from idp.authenticators import Authenticators, Holder, Realm
from idp.clock import DAY, Clock
from idp.errors import PersonError
from idp.ids import AccountId, AddressId, new_id
from idp.keys.vault import Vault
from idp.normalisation.address import Address
from idp.part import Part
from idp.signals import SignalKind, Signals
from idp.storage import ActingTransaction, Transaction

SYSTEM = "house"
"""The actor that closes unused accounts."""


class Accounts(Part):
    """The accounts and their passwords."""

    vault: Vault
    clock: Clock
    audit: Audit
    signals: Signals
    notices: Notices
    authenticators: Authenticators

    def create(
        self, tx: Transaction, *, proof: EmailVerification, password_hash: str | None, locale: str
    ) -> Account:
        """Create an account with the address that `proof` proved; the caller spends the proof.

        Proofs that others began for that address are void. Raises PersonError PRV-ADDRESS-TAKEN
        when the address got an account meanwhile, PRV-PROOF-GONE when nothing was proven.
        """
        if proof.proven_at is None:
            raise PersonError("PRV-PROOF-GONE", "errors.proof_gone")
        now = self.clock.seconds()
        digest = address_hash(self.vault, proof.address)
        account = Account(AccountId(new_id()), locale, password_hash is not None, now, False)  # noqa: FBT003
        tx.run(
            table.ADD_ACCOUNT,
            id=account.id,
            password_hash=password_hash,
            password_changed_at=now if password_hash else None,
            locale=locale,
            now=now,
        )
        added = tx.run(
            table.ADD_ADDRESS,
            id=AddressId(new_id()),
            account_id=account.id,
            address_hash=digest,
            address_sealed=seal_address(self.vault, proof.address),
            proven_at=proof.proven_at,
            mac=address_mac(self.vault, account.id, digest, proof.proven_at),
            now=now,
            device="",
            second_proof_at=now,
        )
        if not added:
            raise PersonError("PRV-ADDRESS-TAKEN", "errors.address_taken")
        self.audit.record(tx, AccountCreated(subject=account.id))
        self.notices.account_created(tx, account.id)
        return account

    def hold(self, tx: Transaction, account_id: AccountId) -> HeldAccount:
        """Lock the account's row until the transaction ends, and return the account.

        Call it before anything of the account is written. Raises KeyError for no account.
        """
        row = tx.row(table.HOLD_ACCOUNT[tx.dialect], id=account_id)
        if row is None:
            raise KeyError(account_id)
        is_open, closed = row.disabled_at is None and row.closed_at is None, None
        if row.disabled_at is None and row.closed_at is not None and row.erase_at is not None:
            reopens = row.erase_at > self.clock.seconds()
            closed = Closed(account_id, row.closed_at, row.erase_at) if reopens else None
        return HeldAccount(account_id, row.locale, row.password_hash, is_open, closed)

    def get(self, tx: Transaction, account_id: AccountId) -> Account:
        """Return the account. Raises KeyError when there is none."""
        found = self.find(tx, account_id)
        if found is None:
            raise KeyError(account_id)
        return found

    def find(self, tx: Transaction, account_id: AccountId) -> Account | None:
        """Return the account, or None."""
        return tx.row(table.FIND_ACCOUNT, id=account_id)

    def find_by_address(self, tx: Transaction, address: Address) -> Account | None:
        """Return the account that has proven `address`, or None; disabled ones too.

        A suspended address finds none.
        """
        return tx.row(table.FIND_ACCOUNT_BY_ADDRESS, address_hash=address_hash(self.vault, address))

    def find_that_has(self, tx: Transaction, address: Address) -> Account | None:
        """Return the account that has `address`, suspended or not, or None."""
        return tx.row(table.FIND_ACCOUNT_THAT_HAS, address_hash=address_hash(self.vault, address))

    def password_of(self, tx: Transaction, account_id: AccountId) -> str | None:
        """Return the stored hash of the account's password, None when it has none."""
        return tx.row(table.FIND_PASSWORD, id=account_id)

    def password_changed_at(self, tx: Transaction, account_id: AccountId) -> int | None:
        """Return when the password was chosen, in seconds; None when there is none."""
        return tx.row(table.PASSWORD_CHANGED_AT, id=account_id)

    def set_password(self, tx: Transaction, account_id: AccountId, password_hash: str) -> None:
        """Set a new password, notify the owner, and void the proofs that sessions began.

        The caller ends the other sessions. A recovery's code stays valid: control of the mailbox
        outranks the password. Raises PersonError PRV-ACCOUNT-CLOSED.
        """
        now = self.clock.seconds()
        if not tx.run(table.SET_PASSWORD, id=account_id, password_hash=password_hash, now=now):
            raise PersonError("PRV-ACCOUNT-CLOSED", "errors.account_closed")
        tx.run(proofs_table.VOID_PROOFS_OF_SESSIONS, account_id=account_id, now=now)
        self.authenticators.pending_mfa.void(tx, _holder(account_id))
        self.audit.record(tx, PasswordChanged(subject=account_id))
        self.signals.record(tx, SignalKind.PASSWORD_CHANGED, account_id)
        self.notices.password_changed(tx, account_id)

    def change_password(
        self, tx: ActingTransaction, account: HeldAccount, *, verified: str, password_hash: str
    ) -> bool:
        """Replace the password whose hash is `verified`, as `set_password` does.

        Return whether it was still the account's.
        """
        if account.password_hash != verified:
            return False
        self.set_password(tx, account.id, password_hash)
        return True

    def note_use(self, tx: Transaction, account_id: AccountId) -> None:
        """Record that the account is used: unused accounts are closed."""
        now = self.clock.seconds()
        tx.run(table.NOTE_USE, id=account_id, now=now, before=now - DAY)

    def store_rehash(
        self, tx: Transaction, account_id: AccountId, *, verified: str, rehashed: str
    ) -> None:
        """Keep the hash made with today's parameters, unless `verified` was replaced meanwhile."""
        tx.run(table.STORE_REHASH, id=account_id, verified=verified, rehashed=rehashed)

    def set_locale(self, tx: ActingTransaction, account_id: AccountId, locale: str) -> None:
        """Remember the language the person reads."""
        tx.run(table.SET_LOCALE, id=account_id, locale=locale)

    def disable(self, tx: Transaction, account_id: AccountId, *, actor: str) -> None:
        """Disable the account; its sessions stop at once, because each checks its account.

        Waiting removals of addresses are cancelled: nobody could keep the address.
        """
        if tx.run(table.DISABLE, id=account_id, now=self.clock.seconds()):
            tx.run(table.KEEP_EVERY_ADDRESS, account_id=account_id)
            self.audit.record(tx, AccountDisabled(subject=account_id, actor=actor))
            self.signals.record(tx, SignalKind.ACCOUNT_DISABLED, account_id)

    def enable(self, tx: Transaction, account_id: AccountId, *, actor: str) -> bool:
        """Enable the account; return whether it was disabled."""
        enabled = tx.run(table.ENABLE, id=account_id) == 1
        if enabled:
            self.audit.record(tx, AccountEnabled(subject=account_id, actor=actor))
            self.signals.record(tx, SignalKind.ACCOUNT_ENABLED, account_id)
        return enabled

    def absorb(
        self, tx: Transaction, account_id: AccountId, lost_id: AccountId, added: Added = UNPROVEN
    ) -> int:
        """Move the addresses of `lost_id` to the account, and end `lost_id`: one person, one `sub`.

        The account has them as `added` now. The caller has proof of both, ends what is open in
        `lost_id` and moves the data of other packages. Returns how many addresses moved. Raises
        PersonError PRV-ACCOUNT-CLOSED when either is disabled or closed.
        """
        # In one order, so that two merges of the same pair wait for each other.
        for each in sorted((account_id, lost_id)):
            if not self.hold(tx, each).is_open:
                raise PersonError("PRV-ACCOUNT-CLOSED", "errors.account_closed")
        now = self.clock.seconds()
        tx.run(table.ADDRESSES_PASS, account_id=lost_id, now=now)
        moved = move_addresses(tx, self.vault, lost_id, account_id, added=added, now=now)
        self.close(tx, lost_id)
        self.audit.record(tx, AccountsMerged(subject=account_id, lost=lost_id, addresses=moved))
        self.signals.record(tx, SignalKind.ADDRESS_ADDED, account_id)
        self.notices.accounts_merged(tx, account_id)
        return moved

    def close(
        self,
        tx: Transaction,
        account_id: AccountId,
        *,
        erase_at: int | None = None,
        actor: str = "self",
    ) -> None:
        """Close the account, and erase it at `erase_at` (seconds; at once when left out).

        The caller ends what was open. A closed account is not closed again. Every address stays,
        also one that waits for removal: it may reopen the account until it is erased.
        """
        now = self.clock.seconds()
        until = now if erase_at is None else erase_at
        if not tx.run(table.CLOSE, id=account_id, now=now, erase_at=until):
            return
        tx.run(table.KEEP_EVERY_ADDRESS, account_id=account_id)
        self.audit.record(tx, AccountClosed(subject=account_id, actor=actor))
        self.signals.record(tx, SignalKind.ACCOUNT_CLOSED, account_id)
        if until > now:
            self.notices.account_closed(tx, account_id, until, unused=actor == SYSTEM)

    def reopen(self, tx: Transaction, closed: Closed) -> HeldAccount:
        """Reopen the account. Raises PersonError PRV-ACCOUNT-CLOSED when it cannot be."""
        now, meant = self.clock.seconds(), {"id": closed.account_id, "closed_at": closed.closed_at}
        if not tx.run(table.REOPEN, **meant, now=now):
            raise PersonError("PRV-ACCOUNT-CLOSED", "errors.account_closed")
        self.audit.record(tx, AccountReopened(subject=closed.account_id))
        self.signals.record(tx, SignalKind.ACCOUNT_ENABLED, closed.account_id)
        self.notices.account_reopened(tx, closed.account_id)
        return self.hold(tx, closed.account_id)

    def to_erase(self, tx: Transaction, count: int) -> tuple[AccountId, ...]:
        """Return closed accounts that are due to be erased, the first due first."""
        return tuple(tx.rows(table.LIST_TO_ERASE, now=self.clock.seconds(), count=count))

    def erase(self, tx: Transaction, account_id: AccountId) -> bool:
        """Erase this package's data of the account; return whether it was still to be erased."""
        if not tx.run(table.ERASE, id=account_id, now=self.clock.seconds()):
            return False
        for erasing in (
            *(proofs_table.REMOVE_PROOFS, table.REMOVE_ADDRESSES, table.REMOVE_DETAILS),
            *(table.REMOVE_SESSIONS, table.FORGET_PAST_ADDRESSES),
        ):
            tx.run(erasing, account_id=account_id)
        self.audit.record(tx, AccountErased(subject=account_id))
        self.signals.record(tx, SignalKind.ACCOUNT_ERASED, account_id)
        return True


def _holder(account_id: AccountId) -> Holder:
    return Holder(Realm.ACCOUNT, account_id)
