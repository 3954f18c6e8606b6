"""How long everything is kept."""

from typing import ClassVar

from msgspec import Struct

from idp.doors.views.console.frame import ConsolePage


class RuleView(Struct, frozen=True):
    """One rule; `floor` and `ceiling` are None where nobody sets it.

    `typed` stands in its field, `is_typed`: it was this form that was sent. `destroyed_on` is a
    day, None when nothing was destroyed yet.
    """

    name: str
    days: int
    default: int
    floor: int | None
    ceiling: int | None
    destroyed: int
    destroyed_on: str | None
    typed: str
    is_typed: bool = False


class RetentionPage(ConsolePage, frozen=True, kw_only=True):
    """The rules that may be moved, those that follow from what a thing is, and what is kept.

    `last` is when the worker looked last, None: never; `following` when it looks next.
    """

    template: ClassVar[str] = "console/retention/rules.html"
    moved: tuple[RuleView, ...]
    fixed: tuple[RuleView, ...]
    kept: tuple[str, ...]
    last: str | None
    following: str
    changes: bool
