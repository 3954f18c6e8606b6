"""`/consentement`: consent to what a portal asks for."""

import json

from idp.journeys.steps import CONSENT
from idp.journeys.way_marks import WayMarks
from idp.journeys.what_next import WhatNext
from idp.part import Part
from idp.protocol.authorization.request import DETAILS
from idp.web.disclosures import disclosed_to
from idp.web.frame import Answer, Leave
from idp.web.pages.guards import signed_in
from idp.web.pages.page_request import SignedInRequest
from idp.web.pages.paths import ACCOUNT
from idp.web.views import ConsentView, DetailView

_NAMED = ("actions", "datatypes", "privileges", "locations")


class ConsentPage(Part):
    """Shown only when the step is due."""

    path = CONSENT.path
    guard = signed_in(lambda _: ACCOUNT)

    way_marks: WayMarks
    what_next: WhatNext

    def show(self, request: SignedInRequest) -> Answer:
        """Return the page, or continue when the step is not due."""
        journey = request.journey
        if journey is None or request.client is None:
            return Leave(ACCOUNT)
        if self.what_next.step(journey, request.session) is not CONSENT:
            return Leave(request.onward())
        return ConsentView(
            agreement=disclosed_to(
                request.client, _read_out(journey.request.agreement(request.client))
            ),
            details=_details(journey.request.authorization_details),
        )

    def act(self, request: SignedInRequest) -> Answer:
        """Record the answer, for what this page showed alone."""
        if request.journey is None or request.client is None:
            return Leave(ACCOUNT)
        if self.what_next.step(request.journey, request.session) is CONSENT:
            if request.text("action") == "accept":
                self.way_marks.agree(request.journey, request.client, request.session)
            else:
                self.way_marks.turn_back(request.journey)
        return Leave(request.onward())


def _read_out(agreement: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names without those of details, which the page shows in full."""
    return tuple(name for name in agreement if not name.startswith(DETAILS))


def _details(text: str | None) -> tuple[DetailView, ...]:
    """Return the members of each detail that RFC 9396 §2.2 names; others concern the resource."""
    return tuple(
        DetailView(
            kind=detail["type"],
            words=tuple(word for name in _NAMED for word in detail.get(name, ())),
        )
        for detail in json.loads(text or "[]")
    )
