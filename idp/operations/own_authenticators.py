"""What an administrator comes in by: passkeys, password, app; taken away, but never the last."""

from dataclasses import dataclass, field

from idp.administrators import Administrator, AdministratorId, Administrators
from idp.authenticators import Authenticators, Challenge, Enrolment, Holder, Passkey, Realm
from idp.errors import PersonError
from idp.storage import Database


@dataclass(frozen=True, slots=True)
class OwnWays:
    """What one has; `can_remove`: taking a passkey away leaves another way in."""

    passkeys: tuple[Passkey, ...]
    has_app: bool
    has_password: bool
    recovery_codes_left: int
    pending_app: Enrolment | None = field(repr=False)

    @property
    def can_remove(self) -> bool:
        """Whether one passkey less still leaves a way in."""
        return len(self.passkeys) > 1 or (self.has_app and self.has_password)


class OwnAuthenticators:
    """Each method takes the id of whom the session names, never one that a form brought."""

    def __init__(
        self,
        *,
        database: Database,
        administrators: Administrators,
        authenticators: Authenticators,
    ) -> None:
        self._database = database
        self._administrators = administrators
        self._authenticators = authenticators

    def list(self, whose: AdministratorId) -> OwnWays:
        """Return what one comes in by. Raises Unknown."""
        held = _holder(whose)
        with self._database.reading() as tx:
            administrator = self._administrators.get(tx, whose)
            standing = self._authenticators.standing(tx, held)
            return OwnWays(
                passkeys=self._authenticators.passkeys.of_holder(tx, held),
                has_app=standing.has_app,
                has_password=administrator.has_password,
                recovery_codes_left=standing.recovery_codes_left,
                pending_app=self._authenticators.apps.pending(tx, held, administrator.address),
            )

    def passkey_to_make(self, whose: AdministratorId, browser: str) -> Challenge:
        """Return what the browser makes a passkey from. Raises Unknown."""
        with self._database.reading() as tx:
            administrator = self._administrators.get(tx, whose)
            return self._authenticators.passkeys.begin_registration(
                tx,
                _holder(whose),
                browser=browser,
                name=passkey_name(administrator),
                display_name=administrator.name,
            )

    def add_passkey(
        self, whose: AdministratorId, browser: str, challenge_id: str, response: str, label: str
    ) -> None:
        """Keep a new passkey. Raises PersonError PRV-PASSKEY-..."""
        with self._database.writing() as tx:
            self._authenticators.passkeys.finish_registration(
                tx,
                _holder(whose),
                challenge_id=challenge_id,
                response=response,
                browser=browser,
                label=label,
            )

    def remove_passkey(self, whose: AdministratorId, passkey_id: str) -> None:
        """Take a passkey away. Raises PersonError PRV-LAST-WAY when nothing else lets one in."""
        with self._database.writing() as tx:
            # Two requests at once cannot take the last two: the first one holds the row.
            self._administrators.hold(tx, whose)
            held = _holder(whose)
            administrator = self._administrators.get(tx, whose)
            standing = self._authenticators.standing(tx, held)
            by_app = standing.has_app and administrator.has_password
            if standing.passkeys < 2 and not by_app:  # noqa: PLR2004 - one, and it is this one
                raise PersonError("PRV-LAST-WAY", "console_entry.errors.last_way")
            self._authenticators.passkeys.remove(tx, held, passkey_id)

    def begin_app(self, whose: AdministratorId) -> None:
        """Draw the secret of a new app; it replaces the former when its first code is right."""
        with self._database.writing() as tx:
            self._authenticators.apps.begin(tx, _holder(whose))

    def confirm_app(
        self, whose: AdministratorId, code: str, password_hash: str | None
    ) -> tuple[str, ...]:
        """Keep the app, and a new password with it; return the recovery codes, shown this once.

        Raises PersonError PRV-APP-OVER, PRV-APP-CODE-WRONG.
        """
        with self._database.writing() as tx:
            codes = self._authenticators.apps.confirm(tx, _holder(whose), code)
            if password_hash is not None:
                self._administrators.set_password(tx, whose, password_hash)
            return codes

    def renew_codes(self, whose: AdministratorId) -> tuple[str, ...]:
        """Replace the recovery codes and return the new ones, shown this once.

        None where there is no app: a recovery code stands in for one, and is no way in by itself.
        """
        with self._database.writing() as tx:
            if not self._authenticators.apps.is_kept(tx, _holder(whose)):
                return ()
            return self._authenticators.recovery_codes.renew(tx, _holder(whose))


def passkey_name(administrator: Administrator) -> str:
    """Return what a browser lists a passkey under: an administrator may be a parent too."""
    return f"{administrator.address} (administration)"


def _holder(whose: AdministratorId) -> Holder:
    return Holder(Realm.ADMINISTRATOR, whose)
