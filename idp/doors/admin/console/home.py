"""`/admin`: the sections that one may read."""

from idp.doors.admin.console.answer import Answer, Leave, Problem, errors_of
from idp.doors.admin.console.console_request import ConsoleRequest
from idp.doors.admin.console.paths import HOME
from idp.doors.views.console.home import ConsoleHomePage


class HomeDoor:
    """The first page."""

    path = HOME

    def show(self, request: ConsoleRequest, problem: Problem | None = None) -> Answer:
        """Return the page."""
        return ConsoleHomePage(
            frame=request.frame,
            console=request.console,
            errors=errors_of(problem),
            notice=request.notice,
            roles=tuple(sorted(request.actor.roles)),
        )

    def act(self, _request: ConsoleRequest) -> Answer:
        """Go nowhere: there is no form here."""
        return Leave(HOME)
