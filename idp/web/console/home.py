"""`/admin`: the sections that one may read."""

from idp.web.console.console_request import AdministratorRequest
from idp.web.console.guards import ADMINISTRATOR
from idp.web.console.paths import HOME
from idp.web.frame import Answer
from idp.web.views.console.home import ConsoleHomeView


class HomePage:
    """The first page."""

    path = HOME
    guard = ADMINISTRATOR

    def show(self, request: AdministratorRequest) -> Answer:
        """Return the page."""
        return ConsoleHomeView(
            roles=tuple(sorted(request.actor.roles)),
        )
