"""`/choix-du-compte`: which account to go on with, when the portal wants that asked."""

from idp.doors.pages.answer import Answer, Leave, errors_of
from idp.doors.pages.paths import ACCOUNT
from idp.doors.pages.visit import Visit
from idp.doors.views import SelectAccountPage
from idp.errors import PersonError
from idp.journeys.steps import SELECT_ACCOUNT
from idp.journeys.way_marks import WayMarks
from idp.journeys.what_next import WhatNext


class SelectAccountDoor:
    """Asked when it is due, and at no other time."""

    path = SELECT_ACCOUNT.path

    def __init__(self, *, way_marks: WayMarks, what_next: WhatNext) -> None:
        self._way_marks = way_marks
        self._what_next = what_next

    def show(self, visit: Visit, problem: PersonError | None = None) -> Answer:
        """Return the page, or go on when nothing is to be chosen."""
        journey = visit.journey
        if journey is None:
            return Leave(ACCOUNT)
        if self._what_next.step(journey, visit.session) is not SELECT_ACCOUNT:
            return Leave(visit.onward())
        return SelectAccountPage(
            frame=visit.frame,
            errors=errors_of(problem),
            address=visit.frame.signed_in_as or "",
        )

    def act(self, visit: Visit) -> Answer:
        """Note which account it will be."""
        if visit.journey is None:
            return Leave(ACCOUNT)
        session = visit.session
        if session and self._what_next.step(visit.journey, session) is SELECT_ACCOUNT:
            if visit.text("action") == "keep":
                self._way_marks.keep_account(visit.journey, session)
            else:
                self._way_marks.change_account(visit.journey)
        return Leave(visit.onward())
