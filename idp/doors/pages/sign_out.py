"""`/deconnexion`: signing out of this browser."""

from idp.doors.pages.answer import Answer, Leave, errors_of
from idp.doors.pages.paths import SIGN_OUT
from idp.doors.pages.visit import Visit
from idp.doors.views import SignedOutPage, SignOutPage
from idp.errors import PersonError
from idp.journeys.sign_out import SignOut


class SignOutDoor:
    """Asks, then tells; only the form ends the session."""

    path = SIGN_OUT

    def __init__(self, *, sign_out: SignOut) -> None:
        self._sign_out = sign_out

    def show(self, visit: Visit, problem: PersonError | None = None) -> Answer:
        """Return the question, or the news that one is signed out."""
        if visit.session is None:
            return SignedOutPage(frame=visit.frame)
        return SignOutPage(frame=visit.frame, errors=errors_of(problem), action=self.path)

    def act(self, visit: Visit) -> Answer:
        """Sign out."""
        self._sign_out.sign_out(visit.browser.session_token)
        return Leave(visit.to(self.path), signed_out=True)
