"""All authenticators of a holder besides the password."""

from idp.audit import Audit
from idp.audit.authenticator_events import AuthenticatorsRemoved
from idp.authenticators.authenticator_app import AuthenticatorApps
from idp.authenticators.model import EnrolledFactors, Holder
from idp.authenticators.notifiers import AuthenticatorChange, Notifiers
from idp.authenticators.passkeys import Passkeys
from idp.authenticators.pending_mfa import PendingMfa
from idp.authenticators.recovery_codes import RecoveryCodes
from idp.authenticators.second_factor import SecondFactor
from idp.authenticators.suspension import AuthenticatorSuspension
from idp.part import Part
from idp.storage import Transaction


class Authenticators(Part):
    """Passkeys, the app, its recovery codes, and sign-ins between two factors."""

    passkeys: Passkeys
    recovery_codes: RecoveryCodes
    apps: AuthenticatorApps
    second_factor: SecondFactor
    pending_mfa: PendingMfa
    suspension: AuthenticatorSuspension
    audit: Audit
    notifiers: Notifiers

    def enrolled_factors(self, tx: Transaction, holder: Holder) -> EnrolledFactors:
        """Return the holder's factors that are not suspended."""
        return EnrolledFactors(
            passkeys=len(self.passkeys.of_holder(tx, holder)),
            has_app=self.apps.is_kept(tx, holder),
            recovery_codes_left=self.recovery_codes.left(tx, holder),
        )

    def remove_all(self, tx: Transaction, holder: Holder, *, actor: str) -> EnrolledFactors:
        """Remove every factor that the holder lost; record it, notify, return the former ones.

        For support, which has verified the person: from then on the password, or a code by mail,
        opens the account alone.
        """
        had = self.enrolled_factors(tx, holder)
        self.forget(tx, holder)
        self.audit.record(
            tx,
            AuthenticatorsRemoved(
                actor=actor,
                subject=holder.id,
                realm=holder.realm,
                passkeys=had.passkeys,
                app=had.has_app,
            ),
        )
        self.notifiers.notify(tx, holder, AuthenticatorChange.ALL_REMOVED)
        return had

    def forget(self, tx: Transaction, holder: Holder) -> None:
        """Remove every factor without a message: the holder itself is erased."""
        self.passkeys.forget(tx, holder)
        self.apps.forget(tx, holder)
        self.pending_mfa.void(tx, holder)
