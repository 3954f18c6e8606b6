"""`/admin/invitation`: the first time an administrator comes, by a token that works once."""

from idp.authenticators import qr_code
from idp.doors.admin.console.answer import Answer, Arrived, Leave, Problem, errors_of
from idp.doors.admin.console.caller import caller_of
from idp.doors.admin.console.paths import HOME
from idp.doors.admin.console.visit import ConsoleVisit
from idp.doors.views.authenticating import asked_of
from idp.doors.views.console.entry import (
    AppPage,
    AskedForTokenPage,
    InvitationPage,
    RecoveryCodesPage,
)
from idp.errors import PersonError
from idp.operations.administrators import INVITATION_PATH
from idp.operations.entry import AdministratorEntry
from idp.settings import PasswordSettings

OVER = "PRV-INVITATION-OVER"


class InvitationDoor:
    """Looking at the page uses nothing up; the token is spent with what it bought."""

    path = INVITATION_PATH

    def __init__(self, *, entry: AdministratorEntry, settings: PasswordSettings) -> None:
        self._entry = entry
        self._settings = settings

    def show(self, visit: ConsoleVisit, problem: Problem | None = None) -> Answer:
        """Return the page of the way that was chosen; a passkey first."""
        token = visit.text("token")
        try:
            whom = self._entry.invited(token)
        except PersonError as over:
            return AskedForTokenPage(
                frame=visit.frame, console=visit.console, errors=errors_of(over)
            )
        if visit.text("action") in {"app", "app_code"}:
            return self._app(visit, token, problem)
        challenge = (
            self._entry.passkey_to_make(caller_of(visit), token)
            if self._entry.offers_passkeys
            else None
        )
        return InvitationPage(
            frame=visit.frame,
            console=visit.console,
            errors=errors_of(problem),
            name=whom.name,
            token=token,
            passkey=asked_of(challenge),
        )

    def act(self, visit: ConsoleVisit) -> Answer:
        """Go on to the app, or come in."""
        token, caller, wish = visit.text("token"), caller_of(visit), visit.text("action")
        if wish == "passkey":
            came = self._entry.accept_with_passkey(
                caller,
                token,
                visit.text("challenge"),
                visit.text("response"),
                visit.text("label"),
            )
            return Leave(HOME, token=came.token)
        if wish == "app_code":
            came = self._entry.accept_with_app(
                caller, token, visit.text("password"), visit.text("code")
            )
            page = RecoveryCodesPage(
                frame=visit.frame, console=visit.console, codes=came.recovery_codes
            )
            return Arrived(page, came.token)
        return self._app(visit, token)

    def _app(self, visit: ConsoleVisit, token: str, problem: Problem | None = None) -> Answer:
        enrolment = self._entry.app_to_read(token)
        return AppPage(
            frame=visit.frame,
            console=visit.console,
            errors=errors_of(problem),
            picture=qr_code(enrolment.uri),
            secret=enrolment.secret,
            token=token,
            asks_password=True,
            minimum_length=self._settings.minimum_length,
        )
