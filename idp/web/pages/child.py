"""`/enfant`: confirming a child by a number."""

from idp.children import SchoolStatus
from idp.clients import MatchPolicy
from idp.journeys.confirm_child import ConfirmChild
from idp.journeys.steps import CONFIRM_CHILD
from idp.journeys.way_marks import WayMarks
from idp.part import Part
from idp.web.frame import Answer, Leave
from idp.web.pages.choices import organisation_choices
from idp.web.pages.guards import signed_in
from idp.web.pages.help_path import help_path
from idp.web.pages.page_request import PageRequest, SignedInRequest
from idp.web.pages.paths import ADDRESSES, CHILDREN
from idp.web.views import ChildView

_NO_MATCH = "PRV-CHILD-NO-MATCH"
_TOO_MANY = "PRV-TOO-MANY"


class ChildPage(Part):
    """A number that does not match gets the possible reasons, never the actual one."""

    path = CONFIRM_CHILD.path
    guard = signed_in(lambda _: CHILDREN)

    confirm_child: ConfirmChild
    way_marks: WayMarks

    def show(self, request: SignedInRequest) -> Answer:
        """Return the page, or continue once a child is confirmed."""
        account_id = request.session.account_id
        if request.problem is None and request.journey is not None:
            status = self.confirm_child.facts(account_id).status
            if status is SchoolStatus.VERIFIED:
                return Leave(request.onward())
        return ChildView(
            organisations=organisation_choices(request, self.confirm_child, account_id),
            organisation=request.text("organisation"),
            number=request.text("number"),
            number_length=self.confirm_child.number_length,
            compared=tuple(each.written for each in self.confirm_child.compared(account_id)),
            each=self.confirm_child.each,
            can_skip=_can_skip(request),
            add_address_path=request.to(ADDRESSES),
            help_path=help_path(request, request.problem_code),
            mismatch=request.problem_code == _NO_MATCH,
            tries_left=self.confirm_child.tries_left(account_id),
            stopped=request.problem_code == _TOO_MANY,
        )

    def act(self, request: SignedInRequest) -> Answer:
        """Confirm the child, or continue without one where the portal allows it."""
        if request.text("action") == "skip" and request.journey is not None and _can_skip(request):
            self.way_marks.skip_child(request.journey, request.session)
            return Leave(request.onward())
        self.confirm_child.confirm(
            request.session,
            request.text("organisation"),
            request.text("number"),
            request.visitor,
        )
        return Leave(request.onward() if request.journey else f"{CHILDREN}?notice=child-added")


def _can_skip(request: PageRequest) -> bool:
    return request.client is not None and request.client.match_policy is MatchPolicy.INFORM
