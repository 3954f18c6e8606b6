"""The second step of a sign-in: a code of the authenticator app, or a recovery code."""

from idp.accounts import Accounts
from idp.accounts.model import Started
from idp.additions import Recent
from idp.authenticators import Authenticators, Factor, PendingSignIn, Realm, wrong_code
from idp.ids import AccountId
from idp.journeys.begin_session import BeginSession
from idp.journeys.sign_in_counts import SignInCounts, SignInMethod
from idp.journeys.visitor import Visitor
from idp.part import Part
from idp.storage import Database


class SecondStep(Part):
    """The code and the pending sign-in are spent, and the session begins, in one transaction."""

    database: Database
    accounts: Accounts
    authenticators: Authenticators
    begin_session: BeginSession
    recent: Recent
    sign_in_counts: SignInCounts

    def find(self, pending_id: str, visitor: Visitor) -> PendingSignIn:
        """Return the pending sign-in. Raises PersonError PRV-HALFWAY-OVER."""
        with self.database.reading() as tx:
            return self.authenticators.pending_mfa.get(
                tx, Realm.ACCOUNT, pending_id, browser=visitor.browser
            )

    def finish(self, pending_id: str, typed: str, visitor: Visitor) -> Started:
        """Return the new session.

        Raises PersonError PRV-HALFWAY-OVER, PRV-SECOND-FACTOR-WRONG, PRV-TOO-MANY,
        PRV-ACCOUNT-CLOSED, ReopeningOfferedError.
        """
        with self.sign_in_counts.tried(SignInMethod.SECOND_STEP):
            return self._finish(pending_id, typed, visitor)

    def _finish(self, pending_id: str, typed: str, visitor: Visitor) -> Started:
        pending = self.find(pending_id, visitor)
        second = self.authenticators.second_factor
        charge = second.charge(self.database, pending.holder, browser=visitor.browser)
        with self.database.writing() as tx:
            account = self.accounts.hold(tx, AccountId(pending.holder.id))
            factor = second.use(tx, pending.holder, typed, browser=visitor.browser, charge=charge)
            if factor is not None:
                # No second proof: a recovery code, or an app that a recovery would suspend.
                settled = factor is Factor.APP and self.authenticators.apps.is_settled(
                    tx, pending.holder, self.recent
                )
                by = factor.value if settled else ""
                return self.begin_session.finish(tx, account, pending, visitor, proven_by=by)
        raise wrong_code()
