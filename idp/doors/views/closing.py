"""The pages around the end of an account: closing it, and opening it again."""

from dataclasses import dataclass
from typing import ClassVar

from idp.doors.views.frame import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingPage(Page):
    """What closing means, and the button; `erased_on` is a day in the reader's writing."""

    template: ClassVar[str] = "account/closing.html"
    erased_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedAccountPage(Page):
    """The account is closed, and one is signed out."""

    template: ClassVar[str] = "account/closed.html"
    erased_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopeningPage(Page):
    """The account is closed: `offer` opens it again, and nothing else is offered."""

    template: ClassVar[str] = "account/reopening.html"
    offer: str
    closed_on: str
    erased_on: str
