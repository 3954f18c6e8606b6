"""`/annuler`: back to the portal without signing in, which is told so (RFC 6749 §4.1.2.1)."""

from idp.doors.pages.answer import Answer, Leave
from idp.doors.pages.paths import TURN_BACK
from idp.doors.pages.visit import Visit
from idp.errors import PersonError
from idp.journeys.way_marks import WayMarks


class TurnBackDoor:
    """A form of other pages; it shows nothing itself."""

    path = TURN_BACK

    def __init__(self, *, way_marks: WayMarks) -> None:
        self._way_marks = way_marks

    def show(self, visit: Visit, problem: PersonError | None = None) -> Answer:
        """Go on: an address alone turns nobody back, nor does a form that is stale."""
        del problem
        return Leave(visit.onward())

    def act(self, visit: Visit) -> Answer:
        """Turn back."""
        if visit.journey is not None:
            self._way_marks.turn_back(visit.journey)
        return Leave(visit.onward())
