"""In with a session, or on to the page of the second factor: the same after every first one."""

from idp.doors.pages.answer import Leave
from idp.doors.pages.other_ways import return_to
from idp.doors.pages.paths import SECOND_STEP
from idp.doors.pages.visit import Visit
from idp.journeys.begin_session import Entry, HalfIn


def entered(visit: Visit, entry: Entry, back: str | None = None) -> Leave:
    """Leave for `back`, where the sign-in was asked for, or for what is still to be proven."""
    back = back or return_to(visit)
    if isinstance(entry, HalfIn):
        asked = {"return_to": back} if back else {}
        return Leave(visit.to(SECOND_STEP, etape=entry.id, **asked))
    return Leave(visit.to(back) if back else visit.onward(), started=entry)
