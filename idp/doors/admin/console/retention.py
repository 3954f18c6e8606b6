"""`/admin/retention`: how long everything is kept, why, and what was destroyed last."""

from idp.doors.admin.console.console_request import AdministratorRequest
from idp.doors.admin.console.guards import ADMINISTRATOR
from idp.doors.admin.console.paths import RETENTION
from idp.doors.frame import Answer, Leave
from idp.doors.views.console.retention import RetentionPage
from idp.operations.retention import RetentionOperations


class RetentionDoor:
    """The rules, and a small form for each that may be moved."""

    path = RETENTION
    guard = ADMINISTRATOR

    def show(self, request: AdministratorRequest) -> Answer:
        """Return the page."""
        return RetentionPage(
            told=request.read(RetentionOperations.show),
            changes=request.may(RetentionOperations.set_days),
        )

    def act(self, request: AdministratorRequest) -> Answer:
        """Set one rule."""
        request.do(RetentionOperations.set_days)
        return Leave(request.to(RETENTION, notice="retention_set"))
