"""`/compte/sessions`: where one is signed in; end one, or all others."""

from idp.journeys.own_sessions import OwnSessions
from idp.part import Part
from idp.web.frame import Answer, Leave
from idp.web.pages.guards import FRESH
from idp.web.pages.page_request import SignedInRequest
from idp.web.pages.paths import SESSIONS
from idp.web.views import SessionsView


class SessionsPage(Part):
    """An intruder would end the owner's sessions: the sign-in must be recent."""

    path = SESSIONS
    guard = FRESH

    own_sessions: OwnSessions

    def show(self, request: SignedInRequest) -> Answer:
        """Return the page."""
        session = request.session
        return SessionsView(sessions=self.own_sessions.list(session), current=session.sid)

    def act(self, request: SignedInRequest) -> Answer:
        """End one session, or all others."""
        session = request.session
        if request.text("action") == "end_others":
            self.own_sessions.end_others(session)
        else:
            self.own_sessions.end(session, request.text("sid"))
        return Leave(request.to(SESSIONS, notice="sessions-ended"))
