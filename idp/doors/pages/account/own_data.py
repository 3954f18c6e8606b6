"""`/compte/donnees`: downloading everything that is kept of the account."""

from idp.clock import Clock, as_datetime
from idp.doors.frame import Answer, Download
from idp.doors.pages.guards import FRESH
from idp.doors.pages.page_request import SignedInRequest
from idp.doors.pages.paths import OWN_DATA
from idp.doors.views import OwnDataPage
from idp.journeys.own_data import OwnData
from idp.part import Part


class OwnDataDoor(Part):
    """All of it at once is what a thief would want: the password must be recent."""

    path = OWN_DATA
    guard = FRESH

    own_data: OwnData
    clock: Clock

    def show(self, _request: SignedInRequest) -> Answer:
        """Return the page that says what is in the file."""
        return OwnDataPage()

    def act(self, request: SignedInRequest) -> Answer:
        """Send the file."""
        today = as_datetime(self.clock.seconds()).date().isoformat()
        return Download(
            name=f"parvis-{today}.json",
            media_type="application/json",
            pieces=self.own_data.export(request.session),
        )
