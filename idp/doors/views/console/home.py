"""The first page of the console, and what it says when one may not go further."""

from dataclasses import dataclass
from typing import ClassVar

from idp.doors.views.console.frame import ConsolePage


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsoleHomePage(ConsolePage):
    """The sections that one may read."""

    template: ClassVar[str] = "console/home.html"
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAllowedPage(ConsolePage):
    """The page is there, and not for whoever asks; or what it is about is not there (any more)."""

    template: ClassVar[str] = "console/not_allowed.html"
    unknown: bool = False
