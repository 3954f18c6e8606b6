"""The first page of the console, and what it says when one may not go further."""

from typing import ClassVar

from idp.web.views.console.frame import ConsoleView


class ConsoleHomeView(ConsoleView, frozen=True, kw_only=True):
    """The sections that one may read."""

    template: ClassVar[str] = "console/home.html"
    roles: tuple[str, ...]


class NotAllowedView(ConsoleView, frozen=True, kw_only=True):
    """The page is there, and not for whoever asks; or what it is about is not there (any more)."""

    template: ClassVar[str] = "console/not_allowed.html"
    unknown: bool = False
