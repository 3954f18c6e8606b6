"""`/demande`: where the message leads that asks a parent for an answer (CIBA Core §8)."""

from idp.doors.pages.answer import Answer, Leave
from idp.doors.pages.page_request import PageRequest
from idp.journeys.approvals import Approvals
from idp.journeys.steps import CONTINUE_PATH


class RequestLinkDoor:
    """Programs that look at mail may follow the link: it only leads to a sign-in."""

    def __init__(self, *, approvals: Approvals) -> None:
        self._approvals = approvals

    def show(self, request: PageRequest) -> Answer:
        """Begin the journey. Raises PersonError PRV-APPROVAL-GONE, PRV-TOO-MANY."""
        journey = self._approvals.begin_by_link(request.query.get("ref", ""), request.visitor)
        return Leave(f"{CONTINUE_PATH}?journey={journey.id}")
