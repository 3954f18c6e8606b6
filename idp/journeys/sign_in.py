"""Signing in with an address and a password."""

from idp.accounts import Accounts, Passwords, PasswordTries
from idp.audit import Audit
from idp.audit.events import SignInRefused
from idp.errors import PersonError
from idp.ids import AccountId
from idp.journeys.begin_session import BeginSession, Entry
from idp.journeys.sign_in_counts import SignInCounts, Way
from idp.journeys.visitor import Visitor
from idp.spelling.address import parse_address
from idp.storage import Database

_NOBODY = AccountId("")


class SignIn:
    """Compares, and says no more than yes or no: an unknown address is a wrong password."""

    def __init__(  # noqa: PLR0913 - the parts are named where they are wired
        self,
        *,
        database: Database,
        accounts: Accounts,
        passwords: Passwords,
        password_tries: PasswordTries,
        begin_session: BeginSession,
        audit: Audit,
        sign_in_counts: SignInCounts,
    ) -> None:
        self._sign_in_counts = sign_in_counts
        self._database = database
        self._accounts = accounts
        self._passwords = passwords
        self._password_tries = password_tries
        self._begin_session = begin_session
        self._audit = audit

    def sign_in(
        self, typed_address: str, password: str, visitor: Visitor, *, remember: bool
    ) -> Entry:
        """Return the new session.

        Raises PersonError PRV-ADDRESS-..., PRV-SIGN-IN-WRONG, PRV-TOO-MANY, PRV-ACCOUNT-CLOSED
        (only after the right password), TooBusyError.
        """
        with self._sign_in_counts.tried(Way.PASSWORD):
            return self._sign_in(typed_address, password, visitor, remember=remember)

    def _sign_in(
        self, typed_address: str, password: str, visitor: Visitor, *, remember: bool
    ) -> Entry:
        address = parse_address(typed_address)
        # Before the try is counted: whoever is turned away has tried nothing.
        with self._passwords.turn():
            charges = self._password_tries.charge(
                address, browser=visitor.browser, network=visitor.network
            )
            with self._database.reading() as tx:
                account = self._accounts.find_by_address(tx, address)
                account_id = account.id if account else _NOBODY
                stored = self._accounts.password_of(tx, account_id)
            verified = self._passwords.verify(stored, password)
        if stored is None or not verified.ok:
            with self._database.writing() as tx:
                self._audit.record(
                    tx, SignInRefused(subject=account_id or None, device=visitor.device)
                )
            raise PersonError("PRV-SIGN-IN-WRONG", "errors.sign_in_wrong", field="password")
        with self._database.writing() as tx:
            if verified.rehashed is not None:
                self._accounts.store_rehash(
                    tx, account_id, verified=stored, rehashed=verified.rehashed
                )
            return self._begin_session.begin(
                tx, account_id, address, visitor, remember=remember, charges=charges
            )
