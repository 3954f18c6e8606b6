"""`/compte/renseignements`: a name, a telephone number and a postal address, all optional."""

from msgspec.structs import fields, replace

from idp.accounts import Details, Session
from idp.journeys.own_details import OwnDetails
from idp.journeys.steps import EDIT_PROFILE
from idp.journeys.way_marks import WayMarks
from idp.journeys.what_next import WhatNext
from idp.normalisation.phone_number import shown_phone_number
from idp.part import Part
from idp.web.frame import Answer, Leave
from idp.web.pages.guards import FRESH
from idp.web.pages.page_request import SignedInRequest
from idp.web.pages.paths import ACCOUNT, DETAILS
from idp.web.views import DetailsView

_NAMES = tuple(each.name for each in fields(Details))


class DetailsPage(Part):
    """To read or change them, the sign-in must be recent."""

    path = DETAILS
    guard = FRESH

    own_details: OwnDetails
    way_marks: WayMarks
    what_next: WhatNext

    def show(self, request: SignedInRequest) -> Answer:
        """Return the page, with the details, or what was typed and refused."""
        return DetailsView(
            details=_typed(request) if request.typed else self._kept(request.session),
            is_for_portal=self._is_step(request),
        )

    def act(self, request: SignedInRequest) -> Answer:
        """Replace the details by what was typed."""
        self.own_details.keep(request.session, _typed(request))
        if request.journey is not None and self._is_step(request):
            self.way_marks.edit_profile(request.journey, request.session)
            return Leave(request.onward())
        return Leave(request.to(ACCOUNT, notice="details-kept"))

    def _is_step(self, request: SignedInRequest) -> bool:
        """Return whether a portal sent the person here, and waits."""
        journey = request.journey
        return journey is not None and (
            self.what_next.step(journey, request.session) is EDIT_PROFILE
        )

    def _kept(self, session: Session) -> Details:
        kept = self.own_details.read(session.account_id)
        return replace(kept, phone_number=shown_phone_number(kept.phone_number))


def _typed(request: SignedInRequest) -> Details:
    return Details(**{name: request.text(name) for name in _NAMES})
