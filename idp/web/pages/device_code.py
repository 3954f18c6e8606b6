"""`/appareil`: the code that a device shows (RFC 8628 §3.3)."""

from idp.journeys.approvals import Approvals
from idp.journeys.steps import CONTINUE_PATH
from idp.part import Part
from idp.web.frame import Answer, Leave
from idp.web.pages.guards import PUBLIC
from idp.web.pages.page_request import PageRequest
from idp.web.pages.paths import DEVICE_CODE
from idp.web.views import DeviceCodeView


class DeviceCodePage(Part):
    """A code in a link only fills the field: a person must send it (§5.4)."""

    path = DEVICE_CODE
    guard = PUBLIC

    approvals: Approvals

    def show(self, request: PageRequest) -> Answer:
        """Return the page."""
        return DeviceCodeView(user_code=request.asked("user_code"))

    def act(self, request: PageRequest) -> Answer:
        """Begin the journey that approves the device's request."""
        journey = self.approvals.begin_by_code(
            request.text("user_code"), request.visitor, request.session
        )
        return Leave(f"{CONTINUE_PATH}?journey={journey.id}")
