"""`/enfant`: one number of one child."""

from idp.children import SchoolStatus
from idp.clients import MatchPolicy
from idp.doors.pages.answer import Answer, Leave, errors_of
from idp.doors.pages.choices import organisation_choices
from idp.doors.pages.help_path import help_path
from idp.doors.pages.paths import ADDRESSES, CHILDREN
from idp.doors.pages.signed_in import to_sign_in
from idp.doors.pages.visit import Visit
from idp.doors.views import ChildPage
from idp.errors import PersonError
from idp.journeys.confirm_child import ConfirmChild
from idp.journeys.steps import CONFIRM_CHILD
from idp.journeys.way_marks import WayMarks

_NO_MATCH = "PRV-CHILD-NO-MATCH"


class ChildDoor:
    """A number that does not match says what may be wrong, never which."""

    path = CONFIRM_CHILD.path

    def __init__(self, *, confirm_child: ConfirmChild, way_marks: WayMarks) -> None:
        self._confirm_child = confirm_child
        self._way_marks = way_marks

    def show(self, visit: Visit, problem: PersonError | None = None) -> Answer:
        """Return the page; whose child is confirmed goes on."""
        if visit.session is None:
            return to_sign_in(visit, CHILDREN)
        account_id = visit.session.account_id
        if problem is None and visit.journey is not None:
            status = self._confirm_child.facts(account_id).status
            if status is SchoolStatus.VERIFIED:
                return Leave(visit.onward())
        return ChildPage(
            frame=visit.frame,
            errors=errors_of(problem),
            notice=visit.notice,
            organisations=organisation_choices(visit, problem, self._confirm_child, account_id),
            organisation=visit.text("organisation"),
            number=visit.text("number"),
            number_length=self._confirm_child.number_length,
            compared=tuple(each.written for each in self._confirm_child.compared(account_id)),
            can_skip=_can_skip(visit),
            add_address_path=visit.to(ADDRESSES),
            help_path=help_path(visit, problem.code if problem else ""),
            mismatch=problem is not None and problem.code == _NO_MATCH,
        )

    def act(self, visit: Visit) -> Answer:
        """Confirm the child, or go on without where the portal allows it."""
        if visit.session is None:
            return to_sign_in(visit, CHILDREN)
        if visit.text("action") == "skip" and visit.journey is not None and _can_skip(visit):
            self._way_marks.skip_child(visit.journey, visit.session)
            return Leave(visit.onward())
        self._confirm_child.confirm(
            visit.session,
            visit.text("organisation"),
            visit.text("number"),
            visit.visitor,
        )
        return Leave(visit.onward() if visit.journey else f"{CHILDREN}?notice=child-added")


def _can_skip(visit: Visit) -> bool:
    return visit.client is not None and visit.client.match_policy is MatchPolicy.INFORM
