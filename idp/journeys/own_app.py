"""The authenticator app of one's own account, and its recovery codes."""

from msgspec import Struct

from idp.accounts import Session, SessionDatabase
from idp.additions import AccountBrowsers
from idp.authenticators import Authenticators, Enrolment, Holder, Realm
from idp.journeys.visitor import Visitor


class AppStatus(Struct, frozen=True):
    """The app's state: `added_at` in seconds, None without an app; `pending`: one is begun."""

    added_at: int | None
    codes_left: int
    pending: Enrolment | None


class OwnApp:
    """Adds the app, makes recovery codes, and removes both."""

    def __init__(
        self,
        *,
        database: SessionDatabase,
        authenticators: Authenticators,
        account_browsers: AccountBrowsers,
    ) -> None:
        self._database = database
        self._account_browsers = account_browsers
        self._apps = authenticators.apps
        self._recovery_codes = authenticators.recovery_codes

    def status(self, session: Session, label: str, visitor: Visitor) -> AppStatus:
        """Return the app's state; an app to be added will show the account as `label`."""
        holder = _holder(session)
        with self._database.reading() as tx:
            return AppStatus(
                added_at=self._apps.added_at(tx, holder),
                codes_left=self._recovery_codes.left(tx, holder),
                pending=self._apps.pending(tx, holder, label, browser=visitor.browser),
            )

    def begin(self, session: Session, visitor: Visitor) -> None:
        """Draw a secret for the app to read. Raises PersonError PRV-SECOND-PROOF-DUE."""
        with self._database.acting(session) as tx:
            self._account_browsers.require_known(tx, session.account_id, visitor.browser)
            self._apps.begin(tx, _holder(session), browser=visitor.browser)

    def cancel(self, session: Session) -> None:
        """Forget that secret."""
        with self._database.acting(session) as tx:
            self._apps.cancel(tx, _holder(session))

    def confirm(self, session: Session, typed: str, visitor: Visitor) -> tuple[str, ...]:
        """Keep the app, and return the recovery codes, which are shown this once.

        Raises PersonError PRV-APP-OVER, PRV-APP-CODE-WRONG, PRV-SECOND-PROOF-DUE.
        """
        account_id = session.account_id
        with self._database.acting(session) as tx:
            added = self._account_browsers.added(tx, account_id, visitor.browser, visitor.device)
            return self._apps.confirm(tx, _holder(session), typed, added, browser=visitor.browser)

    def renew_codes(self, session: Session, visitor: Visitor) -> tuple[str, ...]:
        """Return new recovery codes in place of the former; none where there is no app.

        Raises PersonError PRV-SECOND-PROOF-DUE.
        """
        holder, account_id = _holder(session), session.account_id
        with self._database.acting(session) as tx:
            if not self._apps.is_kept(tx, holder):
                return ()
            added = self._account_browsers.added(tx, account_id, visitor.browser, visitor.device)
            return self._recovery_codes.renew(tx, holder, added)

    def remove(self, session: Session) -> None:
        """Remove the app and its codes."""
        with self._database.acting(session) as tx:
            self._apps.remove(tx, _holder(session))


def _holder(session: Session) -> Holder:
    return Holder(Realm.ACCOUNT, session.account_id)
