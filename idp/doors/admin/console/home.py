"""`/admin`: the sections that one may read."""

from idp.doors.admin.console.answer import Answer, Leave, Problem, errors_of
from idp.doors.admin.console.paths import HOME
from idp.doors.admin.console.visit import ConsoleVisit
from idp.doors.views.console.home import ConsoleHomePage


class HomeDoor:
    """The first page."""

    path = HOME

    def show(self, visit: ConsoleVisit, problem: Problem | None = None) -> Answer:
        """Return the page."""
        return ConsoleHomePage(
            frame=visit.frame,
            console=visit.console,
            errors=errors_of(problem),
            notice=visit.notice,
            roles=tuple(sorted(visit.actor.roles)),
        )

    def act(self, _visit: ConsoleVisit) -> Answer:
        """Go nowhere: there is no form here."""
        return Leave(HOME)
