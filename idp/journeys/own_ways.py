"""The ways into one's own account: its password, and identities at other providers."""

from dataclasses import dataclass

from idp.accounts import Accounts, Session
from idp.errors import PersonError
from idp.storage import Database
from idp.upstream import Link, Links


@dataclass(frozen=True, slots=True)
class Ways:
    """What opens the account."""

    has_password: bool
    links: tuple[Link, ...]

    @property
    def is_last(self) -> bool:
        """Whether taking one link away would leave none."""
        return not self.has_password and len(self.links) == 1


class OwnWays:
    """Listing them, and taking one away unless it is the last."""

    def __init__(self, *, database: Database, accounts: Accounts, links: Links) -> None:
        self._database = database
        self._accounts = accounts
        self._links = links

    def list(self, session: Session) -> Ways:
        """Return the ways."""
        with self._database.reading() as tx:
            account = self._accounts.get(tx, session.account_id)
            return Ways(account.has_password, self._links.of_account(tx, account.id))

    def remove(self, session: Session, link_id: str) -> None:
        """Take a link away. Raises PersonError PRV-UPSTREAM-LAST."""
        with self._database.writing() as tx:
            self._accounts.lock(tx, session.account_id)
            account = self._accounts.get(tx, session.account_id)
            ways = Ways(account.has_password, self._links.of_account(tx, account.id))
            if ways.is_last:
                raise PersonError("PRV-UPSTREAM-LAST", "errors.upstream_last")
            self._links.remove(tx, account.id, link_id)
