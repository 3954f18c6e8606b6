"""A new password for an account whose address was proven again.

A code by mail is one factor. Whoever has an authenticator app is asked for it after the new
password as at any sign-in (ASVS 5.0 6.4.3; NIST SP 800-63B-4 §4.2): a mailbox alone changes the
password and does not come in.
"""

from idp.accounts import Accounts, Addresses, Passwords, Proof, Proofs
from idp.authenticators import Authenticators, Holder, Realm
from idp.errors import PersonError
from idp.ids import AccountId
from idp.journeys.begin_session import BeginSession, Entry
from idp.journeys.password_context import password_context
from idp.journeys.sign_in_counts import SignInCounts, Way
from idp.journeys.visitor import Visitor
from idp.settings import Settings
from idp.storage import Database, Transaction
from idp.tokens.eviction import Eviction
from idp.upstream import Links


class Recover:
    """Whoever held the old password is out at once: sessions, tokens, proofs under way."""

    def __init__(  # noqa: PLR0913 - the parts are named where they are wired
        self,
        *,
        database: Database,
        accounts: Accounts,
        addresses: Addresses,
        passwords: Passwords,
        proofs: Proofs,
        eviction: Eviction,
        links: Links,
        authenticators: Authenticators,
        begin_session: BeginSession,
        settings: Settings,
        sign_in_counts: SignInCounts,
    ) -> None:
        self._sign_in_counts = sign_in_counts
        self._database = database
        self._accounts = accounts
        self._addresses = addresses
        self._passwords = passwords
        self._proofs = proofs
        self._eviction = eviction
        self._links = links
        self._authenticators = authenticators
        self._begin_session = begin_session
        self._settings = settings

    def set_password(self, proof: Proof, password: str, visitor: Visitor) -> Entry:
        """Replace the password, end everything the account had open, and sign in.

        Raises PersonError PRV-PASSWORD-..., PRV-PROOF-GONE (also when the account is gone),
        PRV-ACCOUNT-CLOSED, ReopeningOfferedError (the password is kept all the same), TooBusyError.
        """
        words = password_context(self._settings, visitor, proof.address)
        with self._passwords.turn():
            self._passwords.check_new(password, context=words)
            password_hash = self._passwords.hash(password)
        with self._sign_in_counts.tried(Way.RECOVERY), self._database.writing() as tx:
            self._proofs.spend(tx, proof)
            account = self._accounts.find_by_address(tx, proof.address)
            if account is None:
                raise PersonError("PRV-PROOF-GONE", "errors.proof_gone")
            held = self._accounts.hold(tx, account.id)
            self._addresses.prove_again(tx, account.id, proof.address, proven_at=proof.proven_at)
            self._accounts.set_password(tx, account.id, password_hash)
            if account.has_password:
                # Whoever held the old one may have added a way in; its owner's own costs one code
                # to join again. An account that gets its first password keeps what it had.
                self._links.forget(tx, account.id)
                self._forget_passkeys(tx, account.id)
            self._eviction.evict(tx, held)
            if held.closed is None:
                return self._begin_session.begin(
                    tx, held, proof.address, visitor, remember=False, is_told=True
                )
        # The new password stays: the offer is made once it is kept.
        raise self._begin_session.offer(held.closed, password_hash, visitor)

    def _forget_passkeys(self, tx: Transaction, account_id: AccountId) -> None:
        # As the links: unless an app stood between the old password and adding one.
        holder = Holder(Realm.ACCOUNT, account_id)
        if not self._authenticators.second_factor.is_due(tx, holder):
            self._authenticators.passkeys.remove_all(tx, holder)
