"""The passkeys of one's own account: added, named, removed unless nothing else signs in."""

from idp.accounts import Accounts, Session, SessionDatabase
from idp.additions import AccountBrowsers
from idp.authenticators import Authenticators, Challenge, Holder, Passkey, PasskeyAnswer, Realm
from idp.errors import PersonError
from idp.journeys.visitor import Visitor
from idp.upstream import UpstreamLinks


class OwnPasskeys:
    """Listing and changing them."""

    def __init__(
        self,
        *,
        database: SessionDatabase,
        accounts: Accounts,
        links: UpstreamLinks,
        authenticators: Authenticators,
        account_browsers: AccountBrowsers,
    ) -> None:
        self._database = database
        self._accounts = accounts
        self._links = links
        self._passkeys = authenticators.passkeys
        self._account_browsers = account_browsers

    @property
    def offered(self) -> bool:
        """Whether browsers can create passkeys for this provider."""
        return self._passkeys.offered

    def list(self, session: Session) -> tuple[Passkey, ...]:
        """Return them, the oldest first."""
        with self._database.reading() as tx:
            return self._passkeys.of_holder(tx, _holder(session))

    def begin(self, session: Session, visitor: Visitor, address: str) -> Challenge:
        """Return the challenge for a new passkey; the browser shows `address` beside it."""
        with self._database.reading() as tx:
            return self._passkeys.begin_registration(
                tx, _holder(session), browser=visitor.browser, name=address, display_name=address
            )

    def add(
        self, session: Session, visitor: Visitor, *, challenge_id: str, response: str, label: str
    ) -> None:
        """Keep a passkey.

        Raises PersonError PRV-SECOND-PROOF-DUE, PRV-PASSKEY-…: see `Passkeys.finish_registration`.
        """
        account_id = session.account_id
        with self._database.acting(session) as tx:
            added = self._account_browsers.added(tx, account_id, visitor.browser, visitor.device)
            self._passkeys.finish_registration(
                tx,
                _holder(session),
                PasskeyAnswer(
                    challenge_id=challenge_id, response=response, browser=visitor.browser
                ),
                label=label,
                added=added,
            )

    def rename(self, session: Session, passkey_id: str, label: str) -> None:
        """Rename it. Raises PersonError PRV-PASSKEY-LABEL."""
        with self._database.acting(session) as tx:
            self._passkeys.rename(tx, _holder(session), passkey_id, label)

    def remove(self, session: Session, passkey_id: str) -> None:
        """Remove it. Raises PersonError PRV-PASSKEY-LAST."""
        holder = _holder(session)
        with self._database.acting(session) as tx:
            account = self._accounts.get(tx, session.account_id)
            others = account.has_password or self._links.of_account(tx, account.id)
            if not others and len(self._passkeys.of_holder(tx, holder)) == 1:
                raise PersonError("PRV-PASSKEY-LAST", "authenticators.errors.passkey_last")
            self._passkeys.remove(tx, holder, passkey_id)


def _holder(session: Session) -> Holder:
    return Holder(Realm.ACCOUNT, session.account_id)
