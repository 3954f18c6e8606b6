"""In with a session, or on to the page of the second factor: the same after every first one."""

from idp.doors.frame import Leave, SessionCookie
from idp.doors.pages.other_ways import return_to
from idp.doors.pages.page_request import PageRequest
from idp.doors.pages.paths import SECOND_STEP
from idp.journeys.begin_session import Entry, HalfIn


def entered(request: PageRequest, entry: Entry, back: str | None = None) -> Leave:
    """Leave for `back`, where the sign-in was asked for, or for what is still to be proven."""
    back = back or return_to(request)
    if isinstance(entry, HalfIn):
        asked = {"return_to": back} if back else {}
        return Leave(request.to(SECOND_STEP, etape=entry.id, **asked))
    session = SessionCookie(entry.token, entry.max_age_seconds)
    return Leave(request.to(back) if back else request.onward(), session=session)
