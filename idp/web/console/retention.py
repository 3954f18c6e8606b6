"""`/admin/retention`: how long everything is kept, why, and what was destroyed last."""

from idp.administration.retention.actions import RetentionActions
from idp.web.console.console_request import AdministratorRequest
from idp.web.console.guards import ADMINISTRATOR
from idp.web.console.paths import RETENTION
from idp.web.frame import Answer, Leave
from idp.web.views.console.retention import RetentionView


class RetentionPage:
    """The rules, and a small form for each that can be set."""

    path = RETENTION
    guard = ADMINISTRATOR

    def show(self, request: AdministratorRequest) -> Answer:
        """Return the page."""
        return RetentionView(
            response=request.read(RetentionActions.show),
            changes=request.may(RetentionActions.set_days),
        )

    def act(self, request: AdministratorRequest) -> Answer:
        """Set one rule."""
        request.do(RetentionActions.set_days)
        return Leave(request.to(RETENTION, notice="retention_set"))
