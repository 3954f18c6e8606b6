"""Sign-in of administrators: by passkey, or password and app; at first, by invitation.

Nothing is shared with parents' sessions: neither cookie, table nor passkeys.
"""

from collections.abc import Callable
from enum import StrEnum

from msgspec import structs
from msgspec.structs import replace

from idp.accounts import Passwords, PasswordTries
from idp.administration.administrators.own_authenticators import passkey_name
from idp.administrators import (
    Administrator,
    AdministratorId,
    Administrators,
    AdministratorSessions,
    Invitations,
    holder_of,
)
from idp.audit import Audit
from idp.audit.administrator_events import (
    AdministratorEntered,
    AdministratorLeft,
    AdministratorRefused,
)
from idp.authenticators import Authenticators, Challenge, Enrolment, Holder, PasskeyAnswer, Realm
from idp.discreet import Discreet, Hidden
from idp.errors import PersonError
from idp.measures import Tries, family_of_tries
from idp.normalisation.address import parse_address
from idp.part import Part
from idp.storage import Database, Transaction

PASSKEY = ("pop", "user", "mfa")
PASSWORD_AND_APP = ("pwd", "otp", "mfa")


class AdministratorSignInMethod(StrEnum):
    """The methods of administrators' sign-in."""

    PASSKEY = "passkey"
    PASSWORD = "password"  # noqa: S105 - a way
    INVITATION = "invitation"


TRIED = family_of_tries(
    "parvis_administrator_sign_ins_total",
    "Sign-ins of administrators that were tried, by way and by how they ended.",
    AdministratorSignInMethod,
)


class Caller(Discreet, frozen=True):
    """The browser of a sign-in; `token` is that of its current session, if any."""

    browser: Hidden[str]
    network: Hidden[str]
    token: Hidden[str | None]


class CameIn(Discreet, frozen=True):
    """The token of a new session, and any new recovery codes, to be shown once."""

    token: Hidden[str]
    recovery_codes: Hidden[tuple[str, ...]] = ()


class AdministratorEntry(Part):
    """Signs administrators in and out."""

    database: Database
    administrators: Administrators
    sessions: AdministratorSessions
    invitations: Invitations
    authenticators: Authenticators
    passwords: Passwords
    password_tries: PasswordTries
    tries: Tries
    audit: Audit

    @property
    def offers_passkeys(self) -> bool:
        """Whether browsers make passkeys for this provider's host."""
        return self.authenticators.passkeys.offered

    def challenge(self, caller: Caller) -> Challenge:
        """Return a challenge for any administrator's passkey."""
        return self.authenticators.passkeys.begin_assertion(
            Realm.ADMINISTRATOR, browser=caller.browser
        )

    def by_passkey(self, caller: Caller, challenge_id: str, response: str) -> CameIn:
        """Sign in by a passkey. Raises PersonError PRV-PASSKEY-..., PRV-ADMIN-WRONG."""
        with self.tries.tried(AdministratorSignInMethod.PASSKEY):
            recognised = self.authenticators.passkeys.recognise(
                self.database,
                Realm.ADMINISTRATOR,
                PasskeyAnswer(challenge_id=challenge_id, response=response, browser=caller.browser),
            )
            with self.database.writing() as tx:
                administrator_id = AdministratorId(recognised.holder.id)
                self.administrators.hold(tx, administrator_id)
                self.authenticators.passkeys.use(tx, recognised)
                return self._signed_in(tx, administrator_id, caller, PASSKEY)

    def by_password(self, caller: Caller, address: str, password: str, code: str) -> CameIn:
        """Sign in by address, password and the app's code (or a recovery code).

        The error does not say which of them is wrong. Raises PersonError PRV-ADDRESS-...,
        PRV-ADMIN-WRONG, PRV-TOO-MANY, TooBusyError.
        """
        with self.tries.tried(AdministratorSignInMethod.PASSWORD):
            return self._by_password(caller, address, password, code)

    def _by_password(self, caller: Caller, address: str, password: str, code: str) -> CameIn:
        known_as = parse_address(address)
        # Budgets of their own: an administrator may be a parent too, under the same address.
        tried = structs.replace(known_as, normal=f"\0administrator\0{known_as.normal}")
        with self.passwords.turn():
            charges = self.password_tries.charge(
                tried, browser=caller.browser, network=caller.network
            )
            with self.database.reading() as tx:
                administrator_id, stored = self.administrators.password_of(tx, known_as)
            verified = self.passwords.verify(stored, password)
        if administrator_id is None or not verified.ok:
            raise self._refused()
        holder = holder_of(administrator_id)
        second = self.authenticators.second_factor
        charge = second.charge(self.database, holder, browser=caller.browser)
        with self.database.writing() as tx:
            self.administrators.hold(tx, administrator_id)
            if self.administrators.password_of(tx, known_as) != (administrator_id, stored):
                raise _wrong()
            factor = second.use(tx, holder, code, browser=caller.browser, charge=charge)
            if factor is not None:
                self.password_tries.was_right(tx, tried, browser=caller.browser, charges=charges)
                return self._signed_in(tx, administrator_id, caller, PASSWORD_AND_APP)
        raise self._refused()

    def invited(self, token: str) -> Administrator:
        """Return the administrator whom `token` invites. Raises PersonError PRV-INVITATION-OVER."""
        with self.database.reading() as tx:
            return self._invited(tx, token)

    def passkey_to_make(self, caller: Caller, token: str) -> Challenge:
        """Return the challenge to register a passkey by. Raises PRV-INVITATION-OVER."""
        with self.database.reading() as tx:
            whom = self._invited(tx, token)
            return self.authenticators.passkeys.begin_registration(
                tx,
                holder_of(whom.id),
                browser=caller.browser,
                name=passkey_name(whom),
                display_name=whom.name,
            )

    def app_to_read(self, token: str) -> Enrolment:
        """Generate the secret of the invited one's app. Raises PersonError PRV-INVITATION-OVER.

        A new one each time: opening the invitation before its owner reveals no valid secret.
        """
        with self.database.writing() as tx:
            whom = self._invited(tx, token)
            holder, apps = holder_of(whom.id), self.authenticators.apps
            apps.begin(tx, holder)
            begun = apps.pending(tx, holder, whom.address)
        if begun is None:
            raise _over()
        return begun

    def app_begun(self, token: str) -> Enrolment | None:
        """Return the last secret generated, while valid. Raises PRV-INVITATION-OVER."""
        with self.database.reading() as tx:
            whom = self._invited(tx, token)
            holder = holder_of(whom.id)
            return self.authenticators.apps.pending(tx, holder, whom.address)

    def check_password(self, token: str, password: str) -> None:
        """Check `password` for the administrator whom `token` invites.

        Raises PersonError PRV-INVITATION-OVER, PRV-PASSWORD-...
        """
        whom = self.invited(token)
        self.passwords.check_new(password, context=(whom.name, *whom.address.split("@")))

    def accept_with_passkey(
        self, caller: Caller, token: str, challenge_id: str, response: str, label: str
    ) -> CameIn:
        """Use the invitation to add a passkey. Raises PRV-INVITATION-OVER, PRV-PASSKEY-..."""

        def keep(tx: Transaction, holder: Holder) -> tuple[str, ...]:
            self.authenticators.passkeys.finish_registration(
                tx,
                holder,
                PasskeyAnswer(challenge_id=challenge_id, response=response, browser=caller.browser),
                label=label,
            )
            return ()

        return self._accept(caller, token, keep, PASSKEY)

    def accept_with_app(self, caller: Caller, token: str, password: str, code: str) -> CameIn:
        """Use the invitation to set a password and an app.

        Raises PRV-INVITATION-OVER, PRV-PASSWORD-..., PRV-APP-CODE-WRONG, TooBusyError.
        """
        with self.passwords.turn():
            self.check_password(token, password)
            password_hash = self.passwords.hash(password)

        def keep(tx: Transaction, holder: Holder) -> tuple[str, ...]:
            codes = self.authenticators.apps.confirm(tx, holder, code)
            self.administrators.set_password(tx, AdministratorId(holder.id), password_hash)
            return codes

        return self._accept(caller, token, keep, PASSWORD_AND_APP)

    def leave(self, caller: Caller, actor: str) -> None:
        """End the session of the browser."""
        if caller.token is not None:
            with self.database.writing() as tx:
                self.sessions.end(tx, caller.token)
                self.audit.record(tx, AdministratorLeft(actor=actor))

    def _accept(
        self,
        caller: Caller,
        token: str,
        keep: Callable[[Transaction, Holder], tuple[str, ...]],
        amr: tuple[str, ...],
    ) -> CameIn:
        with self.tries.tried(AdministratorSignInMethod.INVITATION), self.database.writing() as tx:
            invited = self._invited(tx, token).id
            self.administrators.hold(tx, invited)
            administrator_id = self._whom(tx, self.invitations.use(tx, token)).id
            codes = keep(tx, holder_of(administrator_id))
            return replace(self._signed_in(tx, administrator_id, caller, amr), recovery_codes=codes)

    def _signed_in(
        self,
        tx: Transaction,
        administrator_id: AdministratorId,
        caller: Caller,
        amr: tuple[str, ...],
    ) -> CameIn:
        if not self.administrators.entered(tx, administrator_id):
            raise _wrong()
        event = AdministratorEntered(actor=f"admin:{administrator_id}", methods=" ".join(amr))
        self.audit.record(tx, event)
        token = self.sessions.start(tx, administrator_id, amr=amr, replacing=caller.token)
        return CameIn(token)

    def _invited(self, tx: Transaction, token: str) -> Administrator:
        return self._whom(tx, self.invitations.find(tx, token))

    def _whom(self, tx: Transaction, administrator_id: AdministratorId | None) -> Administrator:
        whom = self.administrators.find(tx, administrator_id) if administrator_id else None
        if whom is None or whom.disabled_at is not None:
            raise _over()
        return whom

    def _refused(self) -> PersonError:
        with self.database.writing() as tx:
            self.audit.record(tx, AdministratorRefused())
        return _wrong()


def _wrong() -> PersonError:
    return PersonError("PRV-ADMIN-WRONG", "console_entry.errors.wrong")


def _over() -> PersonError:
    return PersonError("PRV-INVITATION-OVER", "console_entry.errors.invitation_over")
