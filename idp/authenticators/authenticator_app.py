"""The only authenticator app of a holder, added by a first right code (RFC 6238)."""

import unicodedata

from idp.additions import UNPROVEN, Added, Recent
from idp.audit import Audit
from idp.audit.authenticator_events import AppAdded, AppRemoved
from idp.authenticators import table
from idp.authenticators.model import Enrolment, Holder
from idp.authenticators.notifiers import AuthenticatorChange, Notifiers
from idp.authenticators.recovery_codes import RecoveryCodes
from idp.authenticators.time_steps import DIGITS, matching_step, new_secret, otpauth_uri
from idp.clock import MINUTE, Clock
from idp.errors import PersonError
from idp.keys.vault import Vault
from idp.settings import Settings
from idp.storage import Transaction

_ABOUT = "authenticator_app.secret"
_PENDING_SECONDS = 30 * MINUTE
_LONGEST_TYPED = 32


class AuthenticatorApps:
    """The apps of both realms; a new one replaces the former only when its first code is right."""

    def __init__(
        self,
        *,
        vault: Vault,
        clock: Clock,
        audit: Audit,
        notifiers: Notifiers,
        recovery_codes: RecoveryCodes,
        settings: Settings,
    ) -> None:
        self._vault = vault
        self._clock = clock
        self._audit = audit
        self._notifiers = notifiers
        self._recovery_codes = recovery_codes
        self._service = settings.pages.name

    def begin(self, tx: Transaction, holder: Holder, *, browser: str = "") -> None:
        """Draw a secret, which `pending` returns until a code confirms it or half an hour is over.

        In `browser` alone, if given, so that nobody confirms a secret that somebody else saw.
        """
        tx.run(
            table.BEGIN_APP,
            **_of(holder),
            pending_sealed=self._vault.seal(new_secret(), _about(browser)),
            expires_at=self._clock.seconds() + _PENDING_SECONDS,
        )

    def pending(
        self, tx: Transaction, holder: Holder, label: str, *, browser: str = ""
    ) -> Enrolment | None:
        """Return what the app reads, named `label` there; None when no secret was drawn."""
        found = self._pending(tx, holder, browser)
        if found is None:
            return None
        secret = found[1]
        return Enrolment(secret, otpauth_uri(secret, service=self._service, label=label))

    def confirm(
        self,
        tx: Transaction,
        holder: Holder,
        typed: str,
        added: Added = UNPROVEN,
        *,
        browser: str = "",
    ) -> tuple[str, ...]:
        """Add the app when `typed` is its code now; return the recovery codes, shown this once.

        Raises PersonError PRV-APP-OVER (no secret was drawn, or too long ago), PRV-APP-CODE-WRONG.
        """
        found = self._pending(tx, holder, browser)
        if found is None:
            raise _over()
        sealed, secret = found
        now = self._clock.seconds()
        code = clean_app_code(typed)
        step = matching_step(secret, code, now) if code else None
        if step is None:
            raise PersonError(
                "PRV-APP-CODE-WRONG", "authenticators.errors.app_code_wrong", field="code"
            )
        kept = tx.run(
            table.CONFIRM_APP,
            **_of(holder),
            pending_sealed=sealed,
            secret_sealed=self._vault.seal(secret, _ABOUT),
            step=step,
            now=now,
            device=added.device,
            second_proof_at=added.second_proof_at,
        )
        if not kept:
            raise _over()
        self._audit.record(tx, AppAdded(subject=holder.id, realm=holder.realm))
        self._notifiers.notify(tx, holder, AuthenticatorChange.APP_ADDED)
        return self._recovery_codes.renew(tx, holder, added, notifies=False)

    def cancel(self, tx: Transaction, holder: Holder) -> None:
        """Delete a secret that was drawn and not confirmed."""
        tx.run(table.CANCEL_APP, **_of(holder))

    def is_kept(self, tx: Transaction, holder: Holder) -> bool:
        """Return whether the holder has an app."""
        return tx.row(table.FIND_APP, **_of(holder)) is not None

    def added_at(self, tx: Transaction, holder: Holder) -> int | None:
        """Return when the app was added, in seconds, or None."""
        app = tx.row(table.FIND_APP, **_of(holder))
        return None if app is None else app.confirmed_at

    def is_settled(self, tx: Transaction, holder: Holder, recent: Recent) -> bool:
        """Return whether there is an app that a recovery would not suspend."""
        app = tx.row(table.FIND_APP, **_of(holder))
        return app is not None and recent.is_settled(app.confirmed_at, app.second_proof_at)

    def use(self, tx: Transaction, holder: Holder, code: str) -> bool:
        """Spend `code` (six digits): its time step and earlier ones are not accepted again."""
        app = tx.row(table.FIND_APP, **_of(holder))
        if app is None:
            return False
        sealed = app.secret_sealed
        step = matching_step(self._vault.open(sealed, _ABOUT), code, self._clock.seconds())
        if step is None:
            return False
        return tx.run(table.USE_STEP, **_of(holder), secret_sealed=sealed, step=step) == 1

    def remove(self, tx: Transaction, holder: Holder) -> None:
        """Remove the app and its recovery codes, and notify the holder."""
        if self.forget(tx, holder):
            self._audit.record(tx, AppRemoved(subject=holder.id, realm=holder.realm))
            self._notifiers.notify(tx, holder, AuthenticatorChange.APP_REMOVED)

    def forget(self, tx: Transaction, holder: Holder) -> bool:
        """Remove both without a message; return whether there was an app."""
        self._recovery_codes.forget(tx, holder)
        return tx.row(table.REMOVE_APP, **_of(holder)) is not None

    def _pending(self, tx: Transaction, holder: Holder, browser: str) -> tuple[bytes, str] | None:
        """Return the secret that was drawn in `browser`, sealed and in clear."""
        sealed = tx.row(table.FIND_PENDING_APP, **_of(holder), now=self._clock.seconds())
        if sealed is None:
            return None
        try:
            return sealed, self._vault.open(sealed, _about(browser))
        except ValueError:  # it was drawn in another browser
            return None


def clean_app_code(typed: str) -> str | None:
    """Return the six digits without spaces, or None for another form."""
    if len(typed) > _LONGEST_TYPED:
        return None
    folded = unicodedata.normalize("NFKC", typed)
    kept = "".join(each for each in folded if each.isalnum())
    return kept if len(kept) == DIGITS and kept.isascii() and kept.isdigit() else None


def _about(browser: str) -> str:
    return f"{_ABOUT}\0{browser}" if browser else _ABOUT


def _over() -> PersonError:
    return PersonError("PRV-APP-OVER", "authenticators.errors.app_over")


def _of(holder: Holder) -> dict[str, str]:
    return {"realm": holder.realm.value, "holder_id": holder.id}
