"""`/admin/retention`: how long everything is kept, why, and what was destroyed last."""

from idp.doors.admin.console.console_request import AdministratorRequest
from idp.doors.admin.console.guards import ADMINISTRATOR
from idp.doors.admin.console.paths import RETENTION
from idp.doors.frame import Answer, Leave
from idp.doors.views.console.retention import RetentionPage, RuleView
from idp.operations.retention import RetentionOperations, RetentionTold, RuleTold
from idp.spelling.dates import day, time_of_day


class RetentionDoor:
    """The rules, and a small form for each that may be moved."""

    path = RETENTION
    guard = ADMINISTRATOR

    def show(self, request: AdministratorRequest) -> Answer:
        """Return the page."""
        told: RetentionTold = request.read(RetentionOperations.show)
        views = [_view(each, request) for each in told.rules]
        return RetentionPage(
            moved=tuple(each for each in views if each.floor is not None),
            fixed=tuple(each for each in views if each.floor is None),
            kept=told.kept,
            last=None if told.last_at is None else _moment(told.last_at, request.locale),
            following=_moment(told.next_at, request.locale),
            changes=request.may(RetentionOperations.set_days),
        )

    def act(self, request: AdministratorRequest) -> Answer:
        """Set one rule."""
        request.do(RetentionOperations.set_days)
        return Leave(request.to(RETENTION, notice="retention_set"))


def _view(told: RuleTold, request: AdministratorRequest) -> RuleView:
    is_typed = bool(request.typed) and request.text("name") == told.name
    return RuleView(
        name=told.name,
        days=told.days,
        default=told.default_days,
        floor=told.floor_days,
        ceiling=told.ceiling_days,
        destroyed=told.destroyed,
        destroyed_on=None if told.destroyed_at is None else day(told.destroyed_at, request.locale),
        typed=request.text("days") if is_typed else str(told.days),
        is_typed=is_typed,
    )


def _moment(seconds: int, locale: str) -> str:
    return f"{day(seconds, locale)}, {time_of_day(seconds, locale)}"
