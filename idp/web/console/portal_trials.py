"""`/admin/portails/<id>/essai` begins a trial of a portal, `/admin/portails/essai` ends it."""

from idp.administration.portals.actions import ClientActions
from idp.administration.portals.trials import RETURN_PATH, PortalTrialActions
from idp.part import Part
from idp.web.console.console_request import AdministratorRequest, ConsoleRequest
from idp.web.console.guards import ADMINISTRATOR, PUBLIC
from idp.web.console.paths import PORTALS
from idp.web.console.portal import PortalPage
from idp.web.frame import Answer, Leave
from idp.web.views.console.portal_trials import TrialBackView, TrialReadyView, TrialResultView


class TrialPage(Part):
    """The start: a page with a link to the real sign-in.

    A link, not a redirect: processes take up to a second to know the stand-in.
    """

    path = f"{PORTALS}/<id>/essai"
    guard = ADMINISTRATOR

    portal: PortalPage

    def show(self, request: AdministratorRequest) -> Answer:
        """Go to the portal, where the button is. Raises Unknown."""
        if request.problem is not None:
            return self.portal.show(request)
        return Leave(f"{PORTALS}/{request.read(ClientActions.show).id}")

    def act(self, request: AdministratorRequest) -> Answer:
        """Begin."""
        return TrialReadyView(begun=request.do(PortalTrialActions.begin))


class TrialReturnPage:
    """The end: the authorization response is shown as a form, since a GET changes nothing."""

    path = RETURN_PATH
    guard = PUBLIC.with_form(ADMINISTRATOR)

    def show(self, _request: ConsoleRequest) -> Answer:
        """Return the form.

        Without a sign-in: after a redirect from another provider, the browser sends our Strict
        cookie only with a request from a page of ours.
        """
        return TrialBackView()

    def act(self, request: AdministratorRequest) -> Answer:
        """Show what the portal would receive."""
        return TrialResultView(response=request.do(PortalTrialActions.finish))
