"""An administrator's own passkeys, password and app; the last way to sign in is not removed."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from idp.administration.administrators.guard import AdministratorGuard
from idp.administrators import (
    Administrator,
    AdministratorId,
    Administrators,
    AdministratorSession,
    holder_of,
)
from idp.authenticators import Authenticators, Challenge, Enrolment, Passkey, PasskeyAnswer
from idp.discreet import Discreet, Hidden
from idp.errors import PersonError
from idp.part import Part
from idp.storage import Database, Transaction


class OwnFactors(Discreet, frozen=True):
    """The authenticators of an administrator."""

    passkeys: tuple[Passkey, ...]
    has_app: bool
    has_password: bool
    recovery_codes_left: int
    pending_app: Hidden[Enrolment | None]

    @property
    def can_remove(self) -> bool:
        """Whether a passkey can be removed and another way to sign in is left."""
        return len(self.passkeys) > 1 or (self.has_app and self.has_password)


class OwnAuthenticators(Part):
    """Changes take the session itself, never an id from a form, and lock it.

    The administrator's row is locked before: nothing is added while they are being reset.
    """

    database: Database
    administrators: Administrators
    authenticators: Authenticators
    guard: AdministratorGuard

    def list(self, whose: AdministratorId) -> OwnFactors:
        """Return the administrator's authenticators. Raises Unknown."""
        held = holder_of(whose)
        with self.database.reading() as tx:
            administrator = self.administrators.get(tx, whose)
            enrolled_factors = self.authenticators.enrolled_factors(tx, held)
            return OwnFactors(
                passkeys=self.authenticators.passkeys.of_holder(tx, held),
                has_app=enrolled_factors.has_app,
                has_password=administrator.has_password,
                recovery_codes_left=enrolled_factors.recovery_codes_left,
                pending_app=self.authenticators.apps.pending(tx, held, administrator.address),
            )

    def passkey_to_make(self, whose: AdministratorId, browser: str) -> Challenge:
        """Return the challenge to register a passkey by. Raises Unknown."""
        with self.database.reading() as tx:
            administrator = self.administrators.get(tx, whose)
            return self.authenticators.passkeys.begin_registration(
                tx,
                holder_of(whose),
                browser=browser,
                name=passkey_name(administrator),
                display_name=administrator.name,
            )

    def add_passkey(
        self,
        session: AdministratorSession,
        *,
        browser: str,
        challenge_id: str,
        response: str,
        label: str,
    ) -> None:
        """Add a passkey. Raises PersonError PRV-PASSKEY-..."""
        with self._acting(session) as tx:
            self.authenticators.passkeys.finish_registration(
                tx,
                holder_of(session.administrator_id),
                PasskeyAnswer(challenge_id=challenge_id, response=response, browser=browser),
                label=label,
            )

    def remove_passkey(self, session: AdministratorSession, passkey_id: str) -> None:
        """Remove a passkey. Raises PersonError PRV-LAST-WAY when it is the last way to sign in."""
        # Two requests at once cannot remove the last two: the first one locks the row.
        with self._acting(session) as tx:
            held = holder_of(session.administrator_id)
            administrator = self.administrators.get(tx, session.administrator_id)
            enrolled_factors = self.authenticators.enrolled_factors(tx, held)
            by_app = enrolled_factors.has_app and administrator.has_password
            if enrolled_factors.passkeys < 2 and not by_app:  # noqa: PLR2004 - one, and it is this one
                raise PersonError("PRV-LAST-WAY", "console_entry.errors.last_way")
            self.authenticators.passkeys.remove(tx, held, passkey_id)

    def begin_app(self, session: AdministratorSession) -> None:
        """Generate the secret of a new app, which replaces the former with its first right code."""
        with self._acting(session) as tx:
            self.authenticators.apps.begin(tx, holder_of(session.administrator_id))

    def confirm_app(
        self, session: AdministratorSession, code: str, password_hash: str | None
    ) -> tuple[str, ...]:
        """Add the app, and a new password with it; return the recovery codes, to be shown once.

        Raises PersonError PRV-APP-OVER, PRV-APP-CODE-WRONG.
        """
        with self._acting(session) as tx:
            codes = self.authenticators.apps.confirm(tx, holder_of(session.administrator_id), code)
            if password_hash is not None:
                self.administrators.set_password(tx, session.administrator_id, password_hash)
            return codes

    def renew_codes(self, session: AdministratorSession) -> tuple[str, ...]:
        """Replace the recovery codes and return the new ones, to be shown once.

        Empty without an app: a recovery code replaces the app's code, and is no factor by itself.
        """
        with self._acting(session) as tx:
            if not self.authenticators.apps.is_kept(tx, holder_of(session.administrator_id)):
                return ()
            return self.authenticators.recovery_codes.renew(tx, holder_of(session.administrator_id))

    @contextmanager
    def _acting(self, session: AdministratorSession) -> Iterator[Transaction]:
        """Open a transaction for `session`. Raises SessionOverError."""
        hold = partial(self.administrators.hold, administrator_id=session.administrator_id)
        with self.guard.held(session, first=hold), self.database.writing() as tx:
            yield tx


def passkey_name(administrator: Administrator) -> str:
    """Return the passkey's name in browsers: an administrator may be a parent too."""
    return f"{administrator.address} (administration)"
