"""Accounts, as an administrator helps with them: looking, closing the door, ending sessions.

Whoever looks is recorded, because what they see is personal.
"""

from dataclasses import dataclass

from idp.accounts import Account, Accounts, Addresses, ProvenAddress, Session, Sessions
from idp.audit import Audit
from idp.audit.admin_events import AccountLookedAt
from idp.children import Children, SchoolFacts
from idp.clock import Clock
from idp.errors import OperationError, PersonError
from idp.ids import AccountId
from idp.spelling.address import parse_address
from idp.storage import Database, Transaction
from idp.tokens.revocation import revoke_session


@dataclass(frozen=True, slots=True)
class UserFacts:
    """What is known of one account: enough to help a parent, and nothing of the child."""

    account: Account
    addresses: tuple[ProvenAddress, ...]
    sessions: tuple[Session, ...]
    school: SchoolFacts


class UserOperations:
    """What an administrator does with accounts; `actor` goes into the audit record."""

    def __init__(  # noqa: PLR0913 - the parts are named where they are wired
        self,
        *,
        database: Database,
        accounts: Accounts,
        addresses: Addresses,
        sessions: Sessions,
        children: Children,
        audit: Audit,
        clock: Clock,
        actor: str,
    ) -> None:
        self._database = database
        self._accounts = accounts
        self._addresses = addresses
        self._sessions = sessions
        self._children = children
        self._audit = audit
        self._clock = clock
        self._actor = actor

    def look(self, who: str) -> UserFacts:
        """Return what is known of the account `who` (an id or an address).

        Raises OperationError when there is none.
        """
        with self._database.writing() as tx:
            account = self._get(tx, who)
            self._audit.record(tx, AccountLookedAt(actor=self._actor, subject=account.id))
            return UserFacts(
                account=account,
                addresses=self._addresses.of_account(tx, account.id),
                sessions=self._sessions.of_account(tx, account.id),
                school=self._children.facts(tx, account.id),
            )

    def disable(self, who: str, *, disabled: bool) -> AccountId:
        """Close the door to an account, or open it again. Raises OperationError for none."""
        with self._database.writing() as tx:
            account = self._get(tx, who)
            change = self._accounts.disable if disabled else self._accounts.enable
            change(tx, account.id, actor=self._actor)
        return account.id

    def end_sessions(self, who: str) -> int:
        """Sign the account out everywhere; return how many sessions lived."""
        with self._database.writing() as tx:
            account_id = self._get(tx, who).id
            for session in self._sessions.of_account(tx, account_id):
                revoke_session(tx, session.sid, self._clock.seconds())
            return self._sessions.end_all(tx, account_id)

    def _get(self, tx: Transaction, who: str) -> Account:
        if "@" not in who:
            account = self._accounts.find(tx, AccountId(who))
        else:
            try:
                account = self._accounts.find_by_address(tx, parse_address(who))
            except PersonError as error:
                raise OperationError(f"not an address ({error.code})") from error
        if account is None:
            raise OperationError("there is no such account")
        return account
