"""`/deuxieme-etape`: a code of the authenticator app, or a recovery code."""

from idp.errors import PersonError
from idp.journeys.second_step import SecondStep
from idp.journeys.steps import SIGN_IN
from idp.part import Part
from idp.web.frame import Answer, Leave
from idp.web.pages.entering import entered
from idp.web.pages.guards import PUBLIC
from idp.web.pages.other_ways import choice, return_to
from idp.web.pages.page_request import PageRequest
from idp.web.pages.paths import SECOND_STEP
from idp.web.views import SecondStepView


class SecondStepPage(Part):
    """Only for the browser of the first factor, within a quarter of an hour."""

    path = SECOND_STEP
    guard = PUBLIC

    second_step: SecondStep

    def show(self, request: PageRequest) -> Answer:
        """Return the page, or go back to the first step when this one is over."""
        back = return_to(request) or ""
        asked = {"return_to": back} if back else {}
        try:
            pending = self.second_step.find(request.asked("etape"), request.visitor)
        except PersonError as over:
            return Leave(choice(request, over))
        return SecondStepView(
            frame=request.frame_at(SECOND_STEP, etape=pending.id, **asked),
            pending=pending.id,
            return_to=back,
            sign_in_path=request.to(SIGN_IN.path, **asked),
        )

    def act(self, request: PageRequest) -> Answer:
        """Sign in."""
        started = self.second_step.finish(
            request.asked("etape"), request.text("code"), request.visitor
        )
        return entered(request, started)
