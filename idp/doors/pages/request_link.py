"""`/demande`: where the message leads that asks a parent for an answer (CIBA Core §8)."""

from idp.doors.frame import Answer, Leave
from idp.doors.pages.guards import PUBLIC
from idp.doors.pages.page_request import PageRequest
from idp.doors.pages.paths import REQUEST_LINK
from idp.journeys.approvals import Approvals
from idp.journeys.steps import CONTINUE_PATH
from idp.part import Part


class RequestLinkDoor(Part):
    """Programs that look at mail may follow the link: it only leads to a sign-in."""

    path = REQUEST_LINK
    guard = PUBLIC

    approvals: Approvals

    def show(self, request: PageRequest) -> Answer:
        """Begin the journey. Raises PersonError PRV-APPROVAL-GONE, PRV-TOO-MANY."""
        journey = self.approvals.begin_by_link(request.query.get("ref", ""), request.visitor)
        return Leave(f"{CONTINUE_PATH}?journey={journey.id}")
