"""Signing in with an address and a password."""

from dataclasses import dataclass, field

from idp.accounts import Accounts, Passwords, PasswordTries
from idp.accounts.model import Verified
from idp.audit import Audit
from idp.audit.events import SignInRefused
from idp.errors import PersonError
from idp.ids import AccountId
from idp.journeys.begin_session import BeginSession, Entry, How
from idp.journeys.sign_in_counts import SignInCounts, SignInMethod
from idp.journeys.visitor import Visitor
from idp.normalisation.address import Address, parse_address
from idp.part import Part
from idp.storage import Database, Transaction

_NOBODY = AccountId("")


@dataclass(frozen=True, slots=True)
class _Compared:
    """The hash that a password was compared with, and whether it is that password's."""

    account_id: AccountId
    stored: str | None = field(repr=False)
    verified: Verified = field(repr=False)


class SignIn(Part):
    """Compares the password; answers an unknown address as a wrong password.

    As comparing takes long, the hash is read again in the transaction that holds the account, and
    the session begins only if it is the same.
    """

    database: Database
    accounts: Accounts
    passwords: Passwords
    password_tries: PasswordTries
    begin_session: BeginSession
    audit: Audit
    sign_in_counts: SignInCounts

    def sign_in(
        self, typed_address: str, password: str, visitor: Visitor, *, remember: bool
    ) -> Entry:
        """Return the new session.

        Raises PersonError PRV-ADDRESS-..., PRV-SIGN-IN-WRONG, PRV-TOO-MANY, PRV-ACCOUNT-CLOSED
        (only after the right password), TooBusyError.
        """
        with self.sign_in_counts.tried(SignInMethod.PASSWORD):
            return self._sign_in(typed_address, password, visitor, remember=remember)

    def _sign_in(
        self, typed_address: str, password: str, visitor: Visitor, *, remember: bool
    ) -> Entry:
        address = parse_address(typed_address)
        # Before the try is counted: a person who is turned away has tried nothing.
        with self.passwords.turn(waited_seconds=visitor.waited_seconds):
            charges = self.password_tries.charge(
                address, browser=visitor.browser, network=visitor.network
            )
            compared = self._compare(address, password)
        while True:
            if compared.stored is None or not compared.verified.ok:
                raise self._refused(compared.account_id, visitor)
            with self.database.writing() as tx:
                account = self.accounts.hold(tx, compared.account_id)
                if account.password_hash == compared.stored:
                    self._renew(tx, compared)
                    return self.begin_session.begin(
                        tx, account, address, visitor, How(remember=remember), charges=charges
                    )
            # The password was replaced, or another sign-in rehashed it.
            with self.passwords.turn(waited_seconds=visitor.waited_seconds):
                compared = self._compare(address, password)

    def _compare(self, address: Address, password: str) -> _Compared:
        with self.database.reading() as tx:
            found = self.accounts.find_by_address(tx, address)
            account_id = found.id if found else _NOBODY
            stored = self.accounts.password_of(tx, account_id)
        return _Compared(account_id, stored, self.passwords.verify(stored, password))

    def _renew(self, tx: Transaction, compared: _Compared) -> None:
        stored, rehashed = compared.stored, compared.verified.rehashed
        if stored is not None and rehashed is not None:
            self.accounts.store_rehash(tx, compared.account_id, verified=stored, rehashed=rehashed)

    def _refused(self, account_id: AccountId, visitor: Visitor) -> PersonError:
        with self.database.writing() as tx:
            self.audit.record(tx, SignInRefused(subject=account_id or None, device=visitor.device))
        return PersonError("PRV-SIGN-IN-WRONG", "errors.sign_in_wrong", field="password")
