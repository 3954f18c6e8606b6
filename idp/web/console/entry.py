"""`/admin/connexion`: signing in, or authenticating again; `/admin/deconnexion`."""

from idp.administration.administrators.entry import AdministratorEntry
from idp.part import Part
from idp.web.console.caller import caller_of
from idp.web.console.console_request import ConsoleRequest
from idp.web.console.guards import PUBLIC
from idp.web.console.paths import ENTRY, HOME, LEAVING, onward
from idp.web.frame import ENDED, Answer, Leave, SessionCookie
from idp.web.frame.kept_forms import names_attempt
from idp.web.views.authenticating import asked_of
from idp.web.views.console.entry import EntryView


class EntryPage(Part):
    """A passkey first; or a password with an app's code."""

    path = ENTRY
    guard = PUBLIC

    entry: AdministratorEntry

    def show(self, request: ConsoleRequest) -> Answer:
        """Return the page."""
        known = request.administrator
        challenge = self.entry.challenge(caller_of(request)) if self.entry.offers_passkeys else None
        return EntryView(
            passkey=asked_of(challenge),
            to=onward(request.text("to")),
            again=known.name if known else None,
            keeps_form=names_attempt(request.text("to")),
        )

    def act(self, request: ConsoleRequest) -> Answer:
        """Sign in, and redirect to the page that was requested."""
        caller = caller_of(request)
        if request.text("action") == "passkey":
            came = self.entry.by_passkey(
                caller, request.text("challenge"), request.text("response")
            )
        else:
            came = self.entry.by_password(
                caller, request.text("address"), request.text("password"), request.text("code")
            )
        return Leave(onward(request.text("to")), session=SessionCookie(came.token))


class LeavingPage(Part):
    """Signing out."""

    path = LEAVING
    guard = PUBLIC

    entry: AdministratorEntry

    def show(self, _request: ConsoleRequest) -> Answer:
        """Redirect to the first page: opening an address signs nobody out."""
        return Leave(HOME)

    def act(self, request: ConsoleRequest) -> Answer:
        """End the session."""
        self.entry.leave(caller_of(request), request.actor.name)
        return Leave(request.to(ENTRY, notice="left"), session=ENDED)
