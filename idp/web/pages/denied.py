"""`/acces`: a child was confirmed before, and no file lists a proven address now."""

from idp.children import SchoolStatus
from idp.journeys.confirm_child import ConfirmChild
from idp.journeys.steps import CONFIRM_CHILD, DENIED
from idp.journeys.way_marks import WayMarks
from idp.normalisation.dates import day
from idp.part import Part
from idp.web.frame import Answer, Leave
from idp.web.pages.guards import PUBLIC, signed_in
from idp.web.pages.help_path import help_path
from idp.web.pages.page_request import PageRequest, SignedInRequest
from idp.web.pages.paths import ACCOUNT, ADDRESSES
from idp.web.views import DeniedView


class DeniedPage(Part):
    """Says what was compared and who can correct it; the portal gets the refusal after that."""

    path = DENIED.path
    guard = signed_in(lambda _: ACCOUNT).with_form(PUBLIC)

    confirm_child: ConfirmChild
    way_marks: WayMarks

    def show(self, request: SignedInRequest) -> Answer:
        """Return the page, or continue once a file lists an address again."""
        account_id = request.session.account_id
        facts = self.confirm_child.facts(account_id)
        if facts.status is SchoolStatus.VERIFIED:
            return Leave(request.onward())
        read_on = facts.registry_at
        return DeniedView(
            compared=tuple(each.written for each in self.confirm_child.compared(account_id)),
            registry_on=None if read_on is None else day(read_on, request.locale),
            add_address_path=request.to(ADDRESSES),
            child_path=request.to(CONFIRM_CHILD.path),
            help_path=help_path(request, "PRV-ACCESS-DENIED"),
        )

    def act(self, request: PageRequest) -> Answer:
        """Return to the portal with a refusal."""
        if request.journey is not None:
            self.way_marks.turn_back(request.journey)
        return Leave(request.onward())
