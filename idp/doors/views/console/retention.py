"""How long everything is kept."""

from dataclasses import dataclass
from typing import ClassVar

from idp.doors.views.console.frame import ConsolePage


@dataclass(frozen=True, slots=True)
class RuleView:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionPage(ConsolePage):
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
