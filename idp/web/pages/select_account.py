"""`/choix-du-compte`: which account to continue with, when the portal wants that asked."""

from idp.journeys.steps import SELECT_ACCOUNT
from idp.journeys.way_marks import WayMarks
from idp.journeys.what_next import WhatNext
from idp.part import Part
from idp.web.frame import Answer, Leave
from idp.web.pages.guards import PUBLIC
from idp.web.pages.page_request import PageRequest
from idp.web.pages.paths import ACCOUNT
from idp.web.views import SelectAccountView


class SelectAccountPage(Part):
    """Shown only when the step is due."""

    path = SELECT_ACCOUNT.path
    guard = PUBLIC

    way_marks: WayMarks
    what_next: WhatNext

    def show(self, request: PageRequest) -> Answer:
        """Return the page, or continue when the step is not due."""
        journey = request.journey
        if journey is None:
            return Leave(ACCOUNT)
        if self.what_next.step(journey, request.session) is not SELECT_ACCOUNT:
            return Leave(request.onward())
        return SelectAccountView(
            address=request.frame.signed_in_as or "",
        )

    def act(self, request: PageRequest) -> Answer:
        """Record which account it will be."""
        if request.journey is None:
            return Leave(ACCOUNT)
        session = request.session
        if session and self.what_next.step(request.journey, session) is SELECT_ACCOUNT:
            if request.text("action") == "keep":
                self.way_marks.keep_account(request.journey, session)
            else:
                self.way_marks.change_account(request.journey)
        return Leave(request.onward())
