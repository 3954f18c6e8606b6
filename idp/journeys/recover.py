"""Sets a new password for an account whose address was proven again.

A code by mail is one factor. An account with an authenticator app requires it after the new
password as at any sign-in (ASVS 5.0 6.4.3; NIST SP 800-63B-4 §4.2): a mailbox alone changes the
password and does not sign in. An intruder may have added the app: what was added recently without
a second proof is suspended (decision 0020).
"""

from idp.accounts import Accounts, Addresses, EmailVerification, EmailVerifications, Passwords
from idp.accounts.address_removals import AddressRemovals
from idp.additions import AccountBrowsers, Additions, Recent
from idp.children import Children
from idp.consents import Consents
from idp.errors import PersonError
from idp.ids import AccountId
from idp.journeys.begin_session import BeginSession, Entry, How
from idp.journeys.claim_imported import ClaimImported
from idp.journeys.password_context import password_context
from idp.journeys.sign_in_counts import SignInCounts, SignInMethod
from idp.journeys.visitor import Visitor
from idp.part import Part
from idp.settings import Settings
from idp.storage import Database, Transaction
from idp.tokens.eviction import Eviction


class Recover(Part):
    """Sessions, tokens and pending proofs begun with the old password end at once."""

    database: Database
    accounts: Accounts
    addresses: Addresses
    passwords: Passwords
    email_verifications: EmailVerifications
    eviction: Eviction
    additions: Additions
    account_browsers: AccountBrowsers
    removals: AddressRemovals
    consents: Consents
    children: Children
    recent: Recent
    claim_imported: ClaimImported
    begin_session: BeginSession
    settings: Settings
    sign_in_counts: SignInCounts

    def set_password(self, proof: EmailVerification, password: str, visitor: Visitor) -> Entry:
        """Replace the password, end every session and grant of the account, and sign in.

        Raises PersonError PRV-PASSWORD-..., PRV-PROOF-GONE (also when the account is gone),
        PRV-ADDRESS-RECENT (another address recovers this account), PRV-ACCOUNT-CLOSED,
        ReopeningOfferedError (the password is kept all the same), TooBusyError.
        """
        words = password_context(self.settings, visitor, proof.address)
        with self.passwords.turn(waited_seconds=visitor.waited_seconds):
            self.passwords.check_new(password, context=words)
            self.passwords.check_another(self._stored(proof), password)
            password_hash = self.passwords.hash(password)
        with self.sign_in_counts.tried(SignInMethod.RECOVERY), self.database.writing() as tx:
            self.email_verifications.spend(tx, proof)
            held = self.accounts.hold(tx, self._owner(tx, proof))
            self.addresses.prove_again(tx, held.id, proof.address, proven_at=proof.proven_at)
            # Before the suspension, so that every address is notified.
            self.accounts.set_password(tx, held.id, password_hash)
            self._take_back(tx, held.id, proof)
            self.claim_imported.claim(tx, held.id, proof.address)
            self.eviction.evict(tx, held)
            # After the sessions, which a grant by consent locks first, to avoid a deadlock.
            self.consents.withdraw_since(tx, held.id, self.recent.since)
            if held.closed is None:
                return self.begin_session.begin(
                    tx,
                    held,
                    proof.address,
                    visitor,
                    How(is_notified=True, proven_by=self._id_of(tx, held.id, proof)),
                )
        # Raised after the commit, so that the new password stays.
        raise self.begin_session.offer(held.closed, password_hash, visitor)

    def can_recover(self, proof: EmailVerification) -> bool:
        """Return whether the proven address opens its account by itself.

        False too without an account; the caller has had the code entered.
        """
        with self.database.reading() as tx:
            account = self.accounts.find_by_address(tx, proof.address)
            return account is not None and self.addresses.recovers(tx, account.id, proof.address)

    def _stored(self, proof: EmailVerification) -> str | None:
        """Return the hash to be replaced; raise before that unless the code was entered."""
        if proof.proven_at is None:
            raise PersonError("PRV-PROOF-GONE", "errors.proof_gone")
        with self.database.reading() as tx:
            account = self.accounts.find_by_address(tx, proof.address)
            return self.accounts.password_of(tx, account.id) if account else None

    def _owner(self, tx: Transaction, proof: EmailVerification) -> AccountId:
        account = self.accounts.find_that_has(tx, proof.address)
        if account is None:
            raise PersonError("PRV-PROOF-GONE", "errors.proof_gone")
        if not self.addresses.recovers(tx, account.id, proof.address):
            raise PersonError("PRV-ADDRESS-RECENT", "recovery.errors.address_recent")
        return account.id

    def _take_back(self, tx: Transaction, account_id: AccountId, proof: EmailVerification) -> None:
        """End what an intruder with the old password may have begun or added."""
        self.account_browsers.forget(tx, account_id)
        self.removals.keep_all(tx, account_id)
        self.addresses.settle(tx, account_id, proof.address)
        with self.children.watched(tx, account_id):
            self.additions.suspend(tx, account_id)

    def _id_of(self, tx: Transaction, account_id: AccountId, proof: EmailVerification) -> str:
        found = self.addresses.of_account(tx, account_id)
        return next(each.id for each in found if each.address.normal == proof.address.normal)
