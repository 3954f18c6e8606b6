"""Replaces the password, after asking for the current one."""

from idp.accounts import (
    Accounts,
    Addresses,
    Passwords,
    PasswordTries,
    Session,
    SessionDatabase,
    Sessions,
)
from idp.accounts.model import Started
from idp.errors import PersonError
from idp.journeys.password_context import password_context
from idp.journeys.visitor import Visitor
from idp.normalisation.address import Address
from idp.part import Part
from idp.settings import Settings
from idp.storage import Transaction
from idp.tokens.eviction import Eviction


class ChangePassword(Part):
    """Every other session ends with the old password."""

    database: SessionDatabase
    accounts: Accounts
    addresses: Addresses
    passwords: Passwords
    password_tries: PasswordTries
    sessions: Sessions
    eviction: Eviction
    settings: Settings

    def has_password(self, session: Session) -> bool:
        """Return whether the account has a password."""
        with self.database.reading() as tx:
            return self.accounts.get(tx, session.account_id).has_password

    def check_password(self, session: Session, new: str, visitor: Visitor) -> None:
        """Accept `new` for the account of `session`, or raise PersonError PRV-PASSWORD-..."""
        with self.database.reading() as tx:
            addresses = self._addresses_of(tx, session)
        self._check(new, visitor, addresses)

    def change(self, session: Session, current: str, new: str, visitor: Visitor) -> Started:
        """Replace `current` by `new`, and end every other session and every grant.

        The session continues under the returned token (ASVS 5.0 7.2.4). Raises PersonError
        PRV-CURRENT-PASSWORD-WRONG, PRV-PASSWORD-..., PRV-TOO-MANY, TooBusyError.
        """
        with self.database.reading() as tx:
            addresses = self._addresses_of(tx, session)
            stored = self.accounts.password_of(tx, session.account_id)
        with self.passwords.turn(waited_seconds=visitor.waited_seconds):
            charges = self.password_tries.charge(
                addresses[0], browser=visitor.browser, network=visitor.network
            )
            if stored is None or not self.passwords.verify(stored, current).ok:
                raise _wrong()
            self._check(new, visitor, addresses)
            self.passwords.check_another(stored, new)
            password_hash = self.passwords.hash(new)
        with self.database.acting(session) as tx:
            account = self.accounts.hold(tx, session.account_id)
            if not self.accounts.change_password(
                tx, account, verified=stored, password_hash=password_hash
            ):
                raise _wrong()
            self.eviction.evict(tx, account, except_sid=session.sid, recoveries_stay=True)
            self.password_tries.was_right(
                tx, addresses[0], browser=visitor.browser, charges=charges
            )
            return self.sessions.renew(tx, session)

    def _check(self, new: str, visitor: Visitor, addresses: tuple[Address, ...]) -> None:
        words = password_context(self.settings, visitor, *addresses)
        self.passwords.check_new(new, context=words)

    def _addresses_of(self, tx: Transaction, session: Session) -> tuple[Address, ...]:
        return tuple(each.address for each in self.addresses.of_account(tx, session.account_id))


def _wrong() -> PersonError:
    return PersonError(
        "PRV-CURRENT-PASSWORD-WRONG", "errors.current_password_wrong", field="current_password"
    )
