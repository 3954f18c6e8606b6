"""`/admin/portails/invitations`: who may register portals of their own."""

from idp.doors.admin.console.answer import Answer, Leave, Problem, errors_of
from idp.doors.admin.console.paths import PORTALS
from idp.doors.admin.console.visit import ConsoleVisit
from idp.doors.views.console.portals import InvitationView, PortalInvitationsPage
from idp.operations.invitations import InvitationOperations
from idp.spelling.dates import day

_PATH = f"{PORTALS}/invitations"


class PortalInvitationsDoor:
    """The list, and the form for one more."""

    path = _PATH

    def __init__(self, *, closed: bool) -> None:
        self._closed = closed

    def show(self, visit: ConsoleVisit, problem: Problem | None = None) -> Answer:
        """Return the page."""
        return self._page(visit, problem, None)

    def act(self, visit: ConsoleVisit) -> Answer:
        """Make one and show its token this once, or take one away."""
        if visit.text("action") == "withdraw":
            visit.do(InvitationOperations.withdraw)
            return Leave(visit.to(_PATH, notice="invitation_withdrawn"))
        return self._page(visit, None, visit.do(InvitationOperations.invite).token)

    def _page(self, visit: ConsoleVisit, problem: Problem | None, token: str | None) -> Answer:
        told = visit.read(InvitationOperations.list)
        return PortalInvitationsPage(
            frame=visit.frame,
            console=visit.console,
            errors=errors_of(problem),
            notice=visit.notice,
            invitations=tuple(
                InvitationView(
                    id=each.id,
                    note=each.note,
                    uses_left=each.uses_left,
                    until=day(each.expires_at, visit.locale),
                )
                for each in told.invitations
            ),
            changes=visit.may(InvitationOperations.invite),
            closed=self._closed,
            token=token,
            note=visit.text("note"),
            uses=visit.text("uses") or "1",
            days=visit.text("days") or "7",
        )
