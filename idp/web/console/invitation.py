"""`/admin/invitation`: the first sign-in of an administrator, by a token that works once."""

from idp.administration.administrators.actions import INVITATION_PATH
from idp.administration.administrators.entry import AdministratorEntry
from idp.authenticators import Enrolment, qr_code
from idp.errors import PersonError
from idp.part import Part
from idp.settings import PasswordSettings
from idp.web.console.caller import caller_of
from idp.web.console.console_request import ConsoleRequest
from idp.web.console.guards import PUBLIC
from idp.web.console.paths import HOME
from idp.web.frame import Answer, Leave, SessionCookie, Shown, errors_of
from idp.web.views.authenticating import asked_of
from idp.web.views.console.entry import (
    AskedForTokenView,
    InvitationView,
    OwnAppView,
    OwnRecoveryCodesView,
)

OVER = "PRV-INVITATION-OVER"


class InvitationPage(Part):
    """Showing the page does not use the token; adding an authenticator does."""

    path = INVITATION_PATH
    guard = PUBLIC

    entry: AdministratorEntry
    settings: PasswordSettings

    def show(self, request: ConsoleRequest) -> Answer:
        """Return the page of the method that was chosen; a passkey first."""
        token = request.text("token")
        try:
            whom = self.entry.invited(token)
        except PersonError as over:
            return AskedForTokenView(errors=errors_of(over))
        # Only after a form of that page: an address alone makes no secret and shows none.
        typed = request.typed.get("action") in {("app_code",), ("check_password",)}
        if typed and (begun := self.entry.app_begun(token)):
            return self._app(request, begun)
        challenge = (
            self.entry.passkey_to_make(caller_of(request), token)
            if self.entry.offers_passkeys
            else None
        )
        return InvitationView(
            name=whom.name,
            token=token,
            passkey=asked_of(challenge),
        )

    def act(self, request: ConsoleRequest) -> Answer:
        """Go on to the app, or sign in."""
        token, caller, action = request.text("token"), caller_of(request), request.text("action")
        if action == "passkey":
            came = self.entry.accept_with_passkey(
                caller,
                token,
                request.text("challenge"),
                request.text("response"),
                request.text("label"),
            )
            return Leave(HOME, session=SessionCookie(came.token))
        if action == "app_code":
            came = self.entry.accept_with_app(
                caller, token, request.text("password"), request.text("code")
            )
            page = OwnRecoveryCodesView(codes=came.recovery_codes)
            return Shown(page, SessionCookie(came.token))
        if action == "app":
            return self._app(request, self.entry.app_to_read(token))
        if action == "check_password":
            self.entry.check_password(token, request.text("password"))
        return self.show(request)

    def _app(self, request: ConsoleRequest, enrolment: Enrolment) -> Answer:
        return OwnAppView(
            picture=qr_code(enrolment.uri),
            secret=enrolment.secret,
            token=request.text("token"),
            asks_password=True,
            minimum_length=self.settings.minimum_length,
        )
