"""How long everything is kept."""

from typing import Any

from msgspec.structs import replace

from idp.doors.views import Frame, Page
from idp.doors.views.console.retention import RetentionPage, RuleView
from idp.retention import KEPT, RULES
from tests.doors.views.console.sample import CONSOLE_FRAME, at_console, refused
from tests.doors.views.sample import Sample

_RULES = tuple(
    RuleView(
        name=each.name,
        days=each.days,
        default=each.days,
        floor=each.bounds.floor if each.bounds else None,
        ceiling=each.bounds.ceiling if each.bounds else None,
        destroyed=1_234 if each.bounds else 0,
        destroyed_on="1er septembre 2026" if each.bounds else None,
        typed=str(each.days),
    )
    for each in RULES
)
_MOVED = tuple(each for each in _RULES if each.floor is not None)


def _rules(frame: Frame, **changes: Any) -> Page:  # noqa: ANN401 - members of a view
    members = {
        "moved": _MOVED,
        "fixed": tuple(each for each in _RULES if each.floor is None),
        "kept": KEPT,
        "last": "23 novembre 2026, 14\u00a0h\u00a005",
        "following": "23 novembre 2026, 14\u00a0h\u00a006",
        "changes": True,
        **changes,
    }
    return RetentionPage(frame=at_console(frame), console=CONSOLE_FRAME, **members)


def _wrong(frame: Frame) -> Page:
    typed = replace(_MOVED[0], typed="3", is_typed=True)
    return _rules(
        frame,
        moved=(typed, *_MOVED[1:]),
        errors=refused("retention.bounds", "days", floor=7, ceiling=90),
    )


RETENTION = (
    Sample("console-retention", _rules),
    Sample("console-retention-wrong", _wrong),
    Sample("console-retention-read", lambda frame: _rules(frame, changes=False, last=None)),
)
