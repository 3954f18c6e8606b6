"""`/compte/sessions`: where one is signed in; end one, or all others."""

from idp.accounts import Session
from idp.doors.frame import Answer, Leave
from idp.doors.pages.guards import FRESH
from idp.doors.pages.page_request import SignedInRequest
from idp.doors.pages.paths import SESSIONS
from idp.doors.views import SessionsPage, SessionView
from idp.journeys.own_sessions import OwnSessions
from idp.part import Part
from idp.spelling.dates import day, time_of_day


class SessionsDoor(Part):
    """A thief's first wish is to end the owner's sessions: the password must be recent."""

    path = SESSIONS
    guard = FRESH

    own_sessions: OwnSessions

    def show(self, request: SignedInRequest) -> Answer:
        """Return the page."""
        session = request.session
        return SessionsPage(
            sessions=tuple(
                _view(each, session, request.locale) for each in self.own_sessions.list(session)
            ),
        )

    def act(self, request: SignedInRequest) -> Answer:
        """End one session, or all others."""
        session = request.session
        if request.text("action") == "end_others":
            self.own_sessions.end_others(session)
        else:
            self.own_sessions.end(session, request.text("sid"))
        return Leave(request.to(SESSIONS, notice="sessions-ended"))


def _view(each: Session, current: Session, locale: str) -> SessionView:
    return SessionView(
        sid=each.sid,
        device=each.device or "–",  # noqa: RUF001 - a browser that does not say what it is
        since=day(each.created_at, locale),
        seen=f"{day(each.seen_at, locale)}, {time_of_day(each.seen_at, locale)}",
        current=each.sid == current.sid,
    )
