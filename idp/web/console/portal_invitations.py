"""`/admin/portails/invitations`: who may register portals of their own."""

from idp.administration.portals.invitations import InvitationActions
from idp.part import Part
from idp.web.console.console_request import AdministratorRequest
from idp.web.console.guards import ADMINISTRATOR
from idp.web.console.paths import PORTALS
from idp.web.frame import Answer, Leave
from idp.web.views.console.portals import PortalInvitationsView

_PATH = f"{PORTALS}/invitations"


class PortalInvitationsPage(Part):
    """The list, and the form for one more."""

    path = _PATH
    guard = ADMINISTRATOR

    closed: bool

    def show(self, request: AdministratorRequest) -> Answer:
        """Return the page."""
        return self._page(request, None)

    def act(self, request: AdministratorRequest) -> Answer:
        """Make one and show its token once, or withdraw one."""
        if request.text("action") == "withdraw":
            request.do(InvitationActions.withdraw)
            return Leave(request.to(_PATH, notice="invitation_withdrawn"))
        return self._page(request, request.do(InvitationActions.invite).token)

    def _page(self, request: AdministratorRequest, token: str | None) -> Answer:
        response = request.read(InvitationActions.list)
        return PortalInvitationsView(
            invitations=response.invitations,
            changes=request.may(InvitationActions.invite),
            closed=self.closed,
            token=token,
        )
