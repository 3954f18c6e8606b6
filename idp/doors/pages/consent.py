"""`/consentement`: whether a portal may be told what it asks for."""

import json

from idp.doors.disclosures import told_to
from idp.doors.pages.answer import Answer, Leave, errors_of
from idp.doors.pages.paths import ACCOUNT
from idp.doors.pages.signed_in import to_sign_in
from idp.doors.pages.visit import Visit
from idp.doors.views import ConsentPage, DetailView
from idp.errors import PersonError
from idp.journeys.steps import CONSENT
from idp.journeys.way_marks import WayMarks
from idp.journeys.what_next import WhatNext
from idp.protocol.authorization.request import DETAILS

_NAMED = ("actions", "datatypes", "privileges", "locations")


class ConsentDoor:
    """Asked when it is due, and at no other time."""

    path = CONSENT.path

    def __init__(self, *, way_marks: WayMarks, what_next: WhatNext) -> None:
        self._way_marks = way_marks
        self._what_next = what_next

    def show(self, visit: Visit, problem: PersonError | None = None) -> Answer:
        """Return the page, or go on when nothing is to be asked."""
        journey = visit.journey
        if journey is None or visit.client is None:
            return Leave(ACCOUNT)
        if self._what_next.step(journey, visit.session) is not CONSENT:
            return Leave(visit.onward())
        return ConsentPage(
            frame=visit.frame,
            errors=errors_of(problem),
            agreement=told_to(visit.client, _read_out(journey.request.agreement(visit.client))),
            details=_details(journey.request.authorization_details),
        )

    def act(self, visit: Visit) -> Answer:
        """Note the answer; nothing is given that was not asked on this page."""
        if visit.journey is None or visit.client is None:
            return Leave(ACCOUNT)
        if visit.session is None:
            return to_sign_in(visit, ACCOUNT)
        if self._what_next.step(visit.journey, visit.session) is CONSENT:
            if visit.text("action") == "accept":
                self._way_marks.agree(visit.journey, visit.client, visit.session)
            else:
                self._way_marks.turn_back(visit.journey)
        return Leave(visit.onward())


def _read_out(agreement: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names without those of details, which the page shows in full."""
    return tuple(name for name in agreement if not name.startswith(DETAILS))


def _details(text: str | None) -> tuple[DetailView, ...]:
    """Return what RFC 9396 §2.2 names of each detail; the rest is between portal and resource."""
    return tuple(
        DetailView(
            kind=detail["type"],
            words=tuple(word for name in _NAMED for word in detail.get(name, ())),
        )
        for detail in json.loads(text or "[]")
    )
