"""`/compte/donnees`: downloading all data of the account."""

from idp.clock import Clock, as_datetime
from idp.journeys.own_data import OwnData
from idp.part import Part
from idp.web.frame import Answer, Download
from idp.web.pages.guards import FRESH
from idp.web.pages.page_request import SignedInRequest
from idp.web.pages.paths import OWN_DATA
from idp.web.views import OwnDataView


class OwnDataPage(Part):
    """An intruder would want all of it: the sign-in must be recent."""

    path = OWN_DATA
    guard = FRESH

    own_data: OwnData
    clock: Clock

    def show(self, _request: SignedInRequest) -> Answer:
        """Return the page that says what is in the file."""
        return OwnDataView()

    def act(self, request: SignedInRequest) -> Answer:
        """Send the file."""
        today = as_datetime(self.clock.seconds()).date().isoformat()
        return Download(
            name=f"parvis-{today}.json",
            media_type="application/json",
            pieces=self.own_data.export(request.session),
        )
