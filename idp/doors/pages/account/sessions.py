"""`/compte/sessions`: where one is signed in; end one, or all others."""

from idp.accounts import Session
from idp.clock import Clock
from idp.doors.pages.answer import Answer, Leave, errors_of
from idp.doors.pages.page_request import PageRequest
from idp.doors.pages.paths import SESSIONS
from idp.doors.pages.signed_in import is_fresh, to_sign_in, to_sign_in_again
from idp.doors.views import SessionsPage, SessionView
from idp.errors import PersonError
from idp.journeys.own_sessions import OwnSessions
from idp.spelling.dates import day, time_of_day


class SessionsDoor:
    """A thief's first wish is to end the owner's sessions: the password must be recent."""

    path = SESSIONS

    def __init__(self, *, own_sessions: OwnSessions, clock: Clock) -> None:
        self._own_sessions = own_sessions
        self._clock = clock

    def show(self, request: PageRequest, problem: PersonError | None = None) -> Answer:
        """Return the page."""
        session = request.session
        if session is None:
            return to_sign_in(request, SESSIONS)
        if not is_fresh(session, self._clock):
            return to_sign_in_again(request, SESSIONS)
        return SessionsPage(
            frame=request.frame,
            errors=errors_of(problem),
            notice=request.notice,
            sessions=tuple(
                _view(each, session, request.locale) for each in self._own_sessions.list(session)
            ),
        )

    def act(self, request: PageRequest) -> Answer:
        """End one session, or all others."""
        session = request.session
        if session is None:
            return to_sign_in(request, SESSIONS)
        if not is_fresh(session, self._clock):
            return to_sign_in_again(request, SESSIONS)
        if request.text("action") == "end_others":
            self._own_sessions.end_others(session)
        else:
            self._own_sessions.end(session, request.text("sid"))
        return Leave(request.to(SESSIONS, notice="sessions-ended"))


def _view(each: Session, current: Session, locale: str) -> SessionView:
    return SessionView(
        sid=each.sid,
        device=each.device or "–",  # noqa: RUF001 - a browser that does not say what it is
        since=day(each.created_at, locale),
        seen=f"{day(each.seen_at, locale)}, {time_of_day(each.seen_at, locale)}",
        current=each.sid == current.sid,
    )
