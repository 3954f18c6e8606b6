"""`/annuler`: back to the portal with `access_denied`, without signing in (RFC 6749 §4.1.2.1)."""

from idp.journeys.way_marks import WayMarks
from idp.part import Part
from idp.web.frame import Answer, Leave
from idp.web.pages.guards import PUBLIC
from idp.web.pages.page_request import PageRequest
from idp.web.pages.paths import TURN_BACK


class TurnBackPage(Part):
    """A form of other pages; has no page itself."""

    path = TURN_BACK
    guard = PUBLIC

    way_marks: WayMarks

    def show(self, request: PageRequest) -> Answer:
        """Continue: neither an address alone nor a stale form turns back."""
        return Leave(request.onward())

    def act(self, request: PageRequest) -> Answer:
        """Turn back."""
        if request.journey is not None:
            self.way_marks.turn_back(request.journey)
        return Leave(request.onward())
