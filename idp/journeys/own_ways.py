"""The ways to sign in to one's own account: its password, and identities at other providers."""

from msgspec import Struct

from idp.accounts import Accounts, Session, SessionDatabase
from idp.accounts.notices import Notices
from idp.authenticators import Authenticators, Holder, Realm
from idp.errors import PersonError
from idp.storage import Transaction
from idp.upstream import Link, UpstreamLinks


class Ways(Struct, frozen=True):
    """The account's ways to sign in."""

    has_password: bool
    links: tuple[Link, ...]
    passkeys: int

    @property
    def is_last(self) -> bool:
        """Whether removing a link would leave none."""
        return not self.has_password and not self.passkeys and len(self.links) == 1


class OwnWays:
    """Lists them, and removes a link unless it is the last way."""

    def __init__(
        self,
        *,
        database: SessionDatabase,
        accounts: Accounts,
        links: UpstreamLinks,
        authenticators: Authenticators,
        notices: Notices,
    ) -> None:
        self._database = database
        self._accounts = accounts
        self._links = links
        self._passkeys = authenticators.passkeys
        self._notices = notices

    def list(self, session: Session) -> Ways:
        """Return them."""
        with self._database.reading() as tx:
            return self._ways(tx, session)

    def remove(self, session: Session, link_id: str) -> None:
        """Remove a link. Raises PersonError PRV-UPSTREAM-LAST."""
        with self._database.acting(session) as tx:
            if self._ways(tx, session).is_last:
                raise PersonError("PRV-UPSTREAM-LAST", "errors.upstream_last")
            if self._links.remove(tx, session.account_id, link_id):
                self._notices.way_removed(tx, session.account_id)

    def _ways(self, tx: Transaction, session: Session) -> Ways:
        account = self._accounts.get(tx, session.account_id)
        passkeys = self._passkeys.of_holder(tx, Holder(Realm.ACCOUNT, account.id))
        return Ways(account.has_password, self._links.of_account(tx, account.id), len(passkeys))
