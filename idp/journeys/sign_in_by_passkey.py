"""Signing in with a passkey, without typing an address."""

from idp.accounts import Accounts, Addresses
from idp.additions import Recent
from idp.authenticators import Authenticators, Challenge, PasskeyAnswer, Realm
from idp.errors import PersonError
from idp.ids import AccountId
from idp.journeys.begin_session import PASSKEY, BeginSession, Entry, How
from idp.journeys.sign_in_counts import SignInCounts, SignInMethod
from idp.journeys.visitor import Visitor
from idp.part import Part
from idp.storage import Database

PASSKEY_PROOF = "passkey"


class SignInByPasskey(Part):
    """The passkey names its account; possession and verification of its user are two factors."""

    database: Database
    authenticators: Authenticators
    accounts: Accounts
    addresses: Addresses
    begin_session: BeginSession
    recent: Recent
    sign_in_counts: SignInCounts

    def begin(self, visitor: Visitor) -> Challenge | None:
        """Return the challenge for the sign-in page; None where no browser would use a passkey."""
        if not self.authenticators.passkeys.offered:
            return None
        return self.authenticators.passkeys.begin_assertion(Realm.ACCOUNT, browser=visitor.browser)

    def sign_in(self, challenge_id: str, response: str, visitor: Visitor) -> Entry:
        """Return the new session.

        Raises PersonError PRV-PASSKEY-OVER, PRV-PASSKEY-UNKNOWN, PRV-PASSKEY-REFUSED,
        PRV-ACCOUNT-CLOSED.
        """
        with self.sign_in_counts.tried(SignInMethod.PASSKEY):
            return self._sign_in(challenge_id, response, visitor)

    def _sign_in(self, challenge_id: str, response: str, visitor: Visitor) -> Entry:
        recognised = self.authenticators.passkeys.recognise(
            self.database,
            Realm.ACCOUNT,
            PasskeyAnswer(challenge_id=challenge_id, response=response, browser=visitor.browser),
        )
        account_id = AccountId(recognised.holder.id)
        with self.database.writing() as tx:
            account = self.accounts.hold(tx, account_id)
            self.authenticators.passkeys.use(tx, recognised)
            addresses = self.addresses.of_account(tx, account_id)
            if not addresses:  # a closed account keeps none
                raise PersonError("PRV-ACCOUNT-CLOSED", "errors.account_closed")
            key = recognised.passkey
            settled = self.recent.is_settled(key.created_at, key.second_proof_at)
            return self.begin_session.begin(
                tx,
                account,
                addresses[0].address,
                visitor,
                How(methods=PASSKEY, proven_by=PASSKEY_PROOF if settled else ""),
            )
