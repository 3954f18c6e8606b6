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
    """The beginning: a page whose link leads to the real sign-in.

    A link and not a redirect: every process knows of the stand-in a second after it was made.
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
    """The end. What a portal's sign-in brings back is shown as a form: a GET changes nothing."""

    path = RETURN_PATH
    guard = PUBLIC.with_form(ADMINISTRATOR)

    def show(self, _request: ConsoleRequest) -> Answer:
        """Return the form.

        To anybody: the way may lead through another provider, and then the browser keeps our
        Strict cookie to itself until it is asked from a page of ours.
        """
        return TrialBackView()

    def act(self, request: AdministratorRequest) -> Answer:
        """Tell what the portal would be told."""
        return TrialResultView(response=request.do(PortalTrialActions.finish))
