"""The code after a first factor: the app's, or a recovery code in its place.

Tries are counted and committed before the code is compared. A browser that passed before has a
budget of its own, so that somebody who only has the password cannot lock the owner out.
"""

from idp.audit import Audit
from idp.audit.authenticator_events import SecondFactorRefused
from idp.authenticators.authenticator_app import AuthenticatorApps, clean_app_code
from idp.authenticators.model import Factor, Holder
from idp.authenticators.recovery_codes import RecoveryCodes, clean_recovery_code
from idp.errors import PersonError
from idp.limits import Charge, KnownBrowsers, Limits
from idp.limits.names import SECOND_FACTOR_TRIED_BROWSER, SECOND_FACTOR_TRIED_HOLDER
from idp.part import Part
from idp.storage import Database, Transaction


class SecondFactor(Part):
    """Charges a try, then accepts a code once."""

    apps: AuthenticatorApps
    recovery_codes: RecoveryCodes
    limits: Limits
    known_browsers: KnownBrowsers
    audit: Audit

    def is_due(self, tx: Transaction, holder: Holder) -> bool:
        """Return whether the holder needs a second factor."""
        return self.apps.is_kept(tx, holder)

    def charge(self, database: Database, holder: Holder, *, browser: str) -> Charge:
        """Count a try in a transaction of its own; keep the result for `use`.

        Raises PersonError PRV-TOO-MANY.
        """
        with database.writing() as tx:
            known = self.known_browsers.knows(tx, address=_key(holder), browser=browser)
            charge = (
                (SECOND_FACTOR_TRIED_BROWSER, f"{_key(holder)}\0{browser}")
                if known
                else (SECOND_FACTOR_TRIED_HOLDER, _key(holder))
            )
            self.limits.charge_all(tx, (charge,))
        return charge

    def use(
        self, tx: Transaction, holder: Holder, typed: str, *, browser: str, charge: Charge
    ) -> Factor | None:
        """Accept `typed` once, in the transaction of its effect; None if it was wrong.

        Commit also after None, which was recorded: raise `wrong_code()` after the transaction.
        """
        factor = self._accepted(tx, holder, typed)
        if factor is None:
            self.audit.record(tx, SecondFactorRefused(subject=holder.id, realm=holder.realm))
            return None
        self.limits.give_back(tx, (charge,))
        self.known_browsers.remember(tx, address=_key(holder), browser=browser)
        return factor

    def _accepted(self, tx: Transaction, holder: Holder, typed: str) -> Factor | None:
        code = clean_app_code(typed)
        if code is not None:
            return Factor.APP if self.apps.use(tx, holder, code) else None
        recovery_code = clean_recovery_code(typed)
        if recovery_code is not None and self.recovery_codes.use(tx, holder, recovery_code):
            return Factor.RECOVERY_CODE
        return None


def wrong_code() -> PersonError:
    """Return the error for a wrong code."""
    return PersonError(
        "PRV-SECOND-FACTOR-WRONG", "authenticators.errors.second_factor_wrong", field="code"
    )


def _key(holder: Holder) -> str:
    # No address is spelt so: known browsers of addresses and of holders stay apart.
    return f"\0{holder.realm}\0{holder.id}"
