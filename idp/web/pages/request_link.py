"""`/demande`: the link in the message that asks a parent for an answer (CIBA Core §8)."""

from idp.journeys.approvals import Approvals
from idp.journeys.steps import CONTINUE_PATH
from idp.part import Part
from idp.web.frame import Answer, Leave
from idp.web.pages.guards import PUBLIC
from idp.web.pages.page_request import PageRequest
from idp.web.pages.paths import REQUEST_LINK


class RequestLinkPage(Part):
    """Programs that look at mail may follow the link: it only leads to a sign-in."""

    path = REQUEST_LINK
    guard = PUBLIC

    approvals: Approvals

    def show(self, request: PageRequest) -> Answer:
        """Begin the journey. Raises PersonError PRV-APPROVAL-GONE, PRV-TOO-MANY."""
        journey = self.approvals.begin_by_link(request.query.get("ref", ""), request.visitor)
        return Leave(f"{CONTINUE_PATH}?journey={journey.id}")
