"""How long everything is kept."""

from typing import Any

from msgspec.structs import replace

from idp.administration.retention.actions import RetentionResponse, RuleResponse
from idp.retention import KEPT, RULES
from idp.web.views import Frame, View
from idp.web.views.console.retention import RetentionView
from tests.conftest import START
from tests.web.views.console.sample import CONSOLE_FRAME, at_console, refused, sent
from tests.web.views.sample import Sample

TOLD = RetentionResponse(
    rules=tuple(
        RuleResponse(
            name=each.name,
            days=each.days,
            default_days=each.days,
            floor_days=each.bounds.floor if each.bounds else None,
            ceiling_days=each.bounds.ceiling if each.bounds else None,
            is_set=False,
            destroyed=1_234 if each.bounds else 0,
            destroyed_at=START if each.bounds else None,
        )
        for each in RULES
    ),
    kept=KEPT,
    last_at=START,
    next_at=START + 60,
)


def _rules(frame: Frame, response: RetentionResponse = TOLD, **changes: Any) -> View:  # noqa: ANN401 - members of a view
    members = {"changes": True, **changes}
    return RetentionView(
        frame=at_console(frame), console=CONSOLE_FRAME, response=response, **members
    )


def _wrong(frame: Frame) -> View:
    return _rules(
        frame,
        typed=sent(name=next(each.name for each in RULES if each.bounds), days="3"),
        errors=refused("retention.bounds", "days", floor=7, ceiling=90),
    )


RETENTION = (
    Sample("console-retention", _rules),
    Sample("console-retention-wrong", _wrong),
    Sample(
        "console-retention-read",
        lambda frame: _rules(frame, replace(TOLD, last_at=None), changes=False),
    ),
)
