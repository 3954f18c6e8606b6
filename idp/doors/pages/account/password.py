"""`/compte/mot-de-passe`: a new password, for whoever knows the current one."""

from idp.doors.pages.answer import Answer, Leave, errors_of
from idp.doors.pages.paths import ACCOUNT, PASSWORD, RECOVER
from idp.doors.pages.signed_in import to_sign_in
from idp.doors.pages.visit import Visit
from idp.doors.views import ChangePasswordPage
from idp.errors import PersonError
from idp.journeys.change_password import ChangePassword
from idp.settings import PasswordSettings


class PasswordDoor:
    """The current password is the recent proof that other pages ask for."""

    path = PASSWORD

    def __init__(self, *, change_password: ChangePassword, settings: PasswordSettings) -> None:
        self._change_password = change_password
        self._settings = settings

    def show(self, visit: Visit, problem: PersonError | None = None) -> Answer:
        """Return the page."""
        if visit.session is None:
            return to_sign_in(visit, PASSWORD)
        if not self._change_password.has_password(visit.session):
            # A first password is chosen with a code: there is no current one to prove oneself by.
            return Leave(visit.to(RECOVER))
        return ChangePasswordPage(
            frame=visit.frame,
            errors=errors_of(problem),
            address=visit.frame.signed_in_as or "",
            minimum_length=self._settings.minimum_length,
        )

    def act(self, visit: Visit) -> Answer:
        """Replace the password; while the new one is typed, only say what it is worth."""
        if visit.session is None:
            return to_sign_in(visit, PASSWORD)
        if visit.text("action") == "weigh":
            self._change_password.weigh(visit.session, visit.text("password"), visit.visitor)
            return self.show(visit)
        started = self._change_password.change(
            visit.session, visit.text("current_password"), visit.text("password"), visit.visitor
        )
        return Leave(visit.to(ACCOUNT, notice="password-changed"), started=started)
