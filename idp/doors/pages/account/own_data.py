"""`/compte/donnees`: downloading everything that is kept of the account."""

from idp.clock import Clock, as_datetime
from idp.doors.pages.answer import Answer, Download, errors_of
from idp.doors.pages.page_request import PageRequest
from idp.doors.pages.paths import OWN_DATA
from idp.doors.pages.signed_in import is_fresh, to_sign_in, to_sign_in_again
from idp.doors.views import OwnDataPage
from idp.errors import PersonError
from idp.journeys.own_data import OwnData


class OwnDataDoor:
    """All of it at once is what a thief would want: the password must be recent."""

    path = OWN_DATA

    def __init__(self, *, own_data: OwnData, clock: Clock) -> None:
        self._own_data = own_data
        self._clock = clock

    def show(self, request: PageRequest, problem: PersonError | None = None) -> Answer:
        """Return the page that says what is in the file."""
        if request.session is None:
            return to_sign_in(request, OWN_DATA)
        if not is_fresh(request.session, self._clock):
            return to_sign_in_again(request, OWN_DATA)
        return OwnDataPage(frame=request.frame, errors=errors_of(problem))

    def act(self, request: PageRequest) -> Answer:
        """Send the file."""
        if request.session is None:
            return to_sign_in(request, OWN_DATA)
        if not is_fresh(request.session, self._clock):
            return to_sign_in_again(request, OWN_DATA)
        today = as_datetime(self._clock.seconds()).date().isoformat()
        return Download(
            name=f"parvis-{today}.json",
            media_type="application/json",
            pieces=self._own_data.export(request.session),
        )
