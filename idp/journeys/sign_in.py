"""Signing in with an address and a password."""

from msgspec import Struct

from idp.accounts import Accounts, EmailVerification, Passwords, PasswordTries, Purpose
from idp.accounts.guessing import is_common
from idp.accounts.model import Verified
from idp.accounts.password_tries import Charges
from idp.audit import Audit
from idp.audit.events import SignInRefused
from idp.discreet import Discreet, Hidden
from idp.errors import PersonError
from idp.ids import AccountId
from idp.journeys.begin_session import BeginSession, Entry, How
from idp.journeys.claim_imported import closed
from idp.journeys.former_passwords import FormerPasswords
from idp.journeys.kept_passwords import KeptPassword, KeptPasswords
from idp.journeys.prove_address import ProveAddress
from idp.journeys.sign_in_counts import SignInCounts, SignInMethod
from idp.journeys.visitor import Visitor
from idp.normalisation.address import Address, parse_address
from idp.part import Part
from idp.storage import Database, Transaction

_NOBODY = AccountId("")


class _Compared(Discreet, frozen=True):
    """The hash that a password was compared with, and whether it is that password's."""

    account_id: AccountId
    stored: Hidden[str | None]
    verified: Hidden[Verified]


class _Claims(Struct, frozen=True):
    """Somebody who knows the password of before; None: it must not be kept."""

    kept: KeptPassword | None


class CodeDue(Struct, frozen=True):
    """The password of before was right: the code to the address is due, once (`claim`)."""

    proof: EmailVerification


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
    former_passwords: FormerPasswords
    prove_address: ProveAddress
    kept_passwords: KeptPasswords
    audit: Audit
    sign_in_counts: SignInCounts

    def sign_in(
        self, typed_address: str, password: str, visitor: Visitor, *, remember: bool
    ) -> Entry | CodeDue:
        """Return the new session, or the proof that whoever was imported must make first.

        Raises PersonError PRV-ADDRESS-..., PRV-SIGN-IN-WRONG, PRV-TOO-MANY, PRV-ACCOUNT-CLOSED
        (only after the right password), TooBusyError.
        """
        with self.sign_in_counts.tried(SignInMethod.PASSWORD):
            return self._sign_in(typed_address, password, visitor, remember=remember)

    def _sign_in(
        self, typed_address: str, password: str, visitor: Visitor, *, remember: bool
    ) -> Entry | CodeDue:
        address = parse_address(typed_address)
        # Before the try is counted: a person who is turned away has tried nothing.
        with self.passwords.turn(waited_seconds=visitor.waited_seconds):
            charges = self.password_tries.charge(
                address, browser=visitor.browser, network=visitor.network
            )
            compared = self._compare(address, password)
            claims = None
            if compared.stored is None or not compared.verified.ok:
                claims = self._claims(address, compared, password, remember=remember)
        if claims is None and compared.account_id == _NOBODY:
            claims = self._vouched(address, password, remember=remember)
        if claims is not None:
            return self._code_due(typed_address, claims, visitor, charges)
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

    def _claims(
        self, address: Address, compared: _Compared, password: str, *, remember: bool
    ) -> _Claims | None:
        """Return who typed the password of an imported account, and has none here.

        Raises PersonError PRV-ACCOUNT-CLOSED for a disabled one.
        """
        imported = self.former_passwords.owner(address, password)
        if imported is None or compared.account_id != _NOBODY:
            return None
        if imported.disabled:
            raise closed()
        return self._kept(password, remember=remember)

    def _vouched(self, address: Address, password: str, *, remember: bool) -> _Claims | None:
        """Return the same of an imported account whose former system was asked."""
        imported = self.former_passwords.vouched(address, password)
        return None if imported is None else self._kept(password, remember=remember)

    def _kept(self, password: str, *, remember: bool) -> _Claims:
        if is_common(password):
            # It opens the way to the code, and no further: a new one is asked for then.
            return _Claims(None)
        return _Claims(KeptPassword(self.passwords.hash(password), remember))

    def _code_due(
        self, typed_address: str, claims: _Claims, visitor: Visitor, charges: Charges
    ) -> CodeDue:
        proof = self.prove_address.begin(typed_address, Purpose.CLAIM, visitor)
        with self.database.writing() as tx:
            self.password_tries.give_back(tx, charges)
            if claims.kept is not None:
                self.kept_passwords.keep(tx, proof, claims.kept)
        return CodeDue(proof)

    def _renew(self, tx: Transaction, compared: _Compared) -> None:
        stored, rehashed = compared.stored, compared.verified.rehashed
        if stored is not None and rehashed is not None:
            self.accounts.store_rehash(tx, compared.account_id, verified=stored, rehashed=rehashed)

    def _refused(self, account_id: AccountId, visitor: Visitor) -> PersonError:
        with self.database.writing() as tx:
            self.audit.record(tx, SignInRefused(subject=account_id or None, device=visitor.device))
        return PersonError("PRV-SIGN-IN-WRONG", "errors.sign_in_wrong", field="password")
