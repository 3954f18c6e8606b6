"""`/admin`: the sections that one may read."""

from idp.doors.admin.console.console_request import AdministratorRequest
from idp.doors.admin.console.guards import ADMINISTRATOR
from idp.doors.admin.console.paths import HOME
from idp.doors.frame import Answer
from idp.doors.views.console.home import ConsoleHomePage


class HomeDoor:
    """The first page."""

    path = HOME
    guard = ADMINISTRATOR

    def show(self, request: AdministratorRequest) -> Answer:
        """Return the page."""
        return ConsoleHomePage(
            roles=tuple(sorted(request.actor.roles)),
        )
