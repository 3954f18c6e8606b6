"""`/compte/mot-de-passe`: a new password, after the current one."""

from idp.journeys.change_password import ChangePassword
from idp.part import Part
from idp.settings import PasswordSettings
from idp.web.frame import Answer, Leave, SessionCookie
from idp.web.pages.guards import SIGNED_IN
from idp.web.pages.page_request import SignedInRequest
from idp.web.pages.paths import ACCOUNT, PASSWORD, RECOVER
from idp.web.views import ChangePasswordView


class PasswordPage(Part):
    """The current password is the recent proof that other pages ask for."""

    path = PASSWORD
    guard = SIGNED_IN

    change_password: ChangePassword
    settings: PasswordSettings

    def show(self, request: SignedInRequest) -> Answer:
        """Return the page."""
        if not self.change_password.has_password(request.session):
            # A first password is chosen with a code, for want of a current one.
            return Leave(request.to(RECOVER))
        return ChangePasswordView(
            address=request.frame.signed_in_as or "",
            minimum_length=self.settings.minimum_length,
        )

    def act(self, request: SignedInRequest) -> Answer:
        """Replace the password; or only check the new one, while it is typed."""
        if request.text("action") == "check_password":
            self.change_password.check_password(
                request.session, request.text("password"), request.visitor
            )
            return self.show(request)
        started = self.change_password.change(
            request.session,
            request.text("current_password"),
            request.text("password"),
            request.visitor,
        )
        return Leave(
            request.to(ACCOUNT, notice="password-changed"),
            session=SessionCookie(started.token, started.max_age_seconds),
        )
