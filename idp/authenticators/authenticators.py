"""Everything a holder proves itself by besides a password, under one name."""

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
from idp.clock import Clock
from idp.keys.vault import Vault
from idp.limits import KnownBrowsers, Limits
from idp.settings import Settings
from idp.storage import Transaction


class Authenticators:
    """Passkeys, the app, its recovery codes, and what is halfway between two factors."""

    def __init__(  # noqa: PLR0913 - the parts are named where they are wired
        self,
        *,
        vault: Vault,
        clock: Clock,
        audit: Audit,
        tellers: Notifiers,
        limits: Limits,
        known_browsers: KnownBrowsers,
        settings: Settings,
    ) -> None:
        self._audit = audit
        self._tellers = tellers
        self.passkeys = Passkeys(
            vault=vault, clock=clock, audit=audit, tellers=tellers, settings=settings
        )
        self.recovery_codes = RecoveryCodes(vault=vault, clock=clock, audit=audit, tellers=tellers)
        self.apps = AuthenticatorApps(
            vault=vault,
            clock=clock,
            audit=audit,
            tellers=tellers,
            recovery_codes=self.recovery_codes,
            settings=settings,
        )
        self.second_factor = SecondFactor(
            apps=self.apps,
            recovery_codes=self.recovery_codes,
            limits=limits,
            known_browsers=known_browsers,
            audit=audit,
        )
        self.halfway = PendingMfa(vault=vault, clock=clock)
        self.suspension = AuthenticatorSuspension(
            passkeys=self.passkeys, clock=clock, audit=audit, tellers=tellers
        )

    def standing(self, tx: Transaction, holder: Holder) -> EnrolledFactors:
        """Return what the holder has that is not suspended."""
        return EnrolledFactors(
            passkeys=len(self.passkeys.of_holder(tx, holder)),
            has_app=self.apps.is_kept(tx, holder),
            recovery_codes_left=self.recovery_codes.left(tx, holder),
        )

    def remove_all(self, tx: Transaction, holder: Holder, *, actor: str) -> EnrolledFactors:
        """Take everything away from a holder who lost it; record it, tell, return what there was.

        For support, which sees to it that the person is who it says: from then on the password,
        or a code by mail, opens the account alone.
        """
        had = self.standing(tx, holder)
        self.forget(tx, holder)
        self._audit.record(
            tx,
            AuthenticatorsRemoved(
                actor=actor,
                subject=holder.id,
                realm=holder.realm,
                passkeys=had.passkeys,
                app=had.has_app,
            ),
        )
        self._tellers.tell(tx, holder, AuthenticatorChange.ALL_REMOVED)
        return had

    def forget(self, tx: Transaction, holder: Holder) -> None:
        """Take everything away without a word: the holder itself is going."""
        self.passkeys.forget(tx, holder)
        self.apps.forget(tx, holder)
        self.halfway.void(tx, holder)
