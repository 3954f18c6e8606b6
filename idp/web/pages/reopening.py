"""`/reouverture`: reopening a closed account, after signing in to it."""

from idp.errors import PersonError
from idp.journeys.reopen_account import ReopenAccount
from idp.journeys.steps import SIGN_IN
from idp.normalisation.dates import day
from idp.part import Part
from idp.web.frame import Answer, Leave
from idp.web.pages.entering import entered
from idp.web.pages.guards import PUBLIC
from idp.web.pages.page_request import PageRequest
from idp.web.pages.paths import REOPENING
from idp.web.views import ReopeningView


class ReopeningPage(Part):
    """Offers nothing else: without it nobody is signed in."""

    path = REOPENING
    guard = PUBLIC

    reopen_account: ReopenAccount

    def show(self, request: PageRequest) -> Answer:
        """Return the page, or go back to the sign-in when the offer is over."""
        try:
            offer = self.reopen_account.find(request.asked("offre"), request.visitor)
        except PersonError:
            return Leave(request.to(SIGN_IN.path, notice="reopening-over"))
        return ReopeningView(
            offer=request.asked("offre"),
            closed_on=day(offer.closed.closed_at, request.locale),
            erased_on=day(offer.closed.erase_at, request.locale),
        )

    def act(self, request: PageRequest) -> Answer:
        """Reopen the account, and continue signed in."""
        entry = self.reopen_account.reopen(request.text("offre"), request.visitor)
        return entered(request, entry)
