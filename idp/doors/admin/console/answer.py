"""What a page of the console answers: something to show, where to go, or a file."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from idp.doors.admin.console.console_request import ConsoleRequest
from idp.doors.browser import Browser
from idp.doors.views import Page, PageError
from idp.errors import PersonError, Refused

Problem = PersonError | Refused


@dataclass(frozen=True, slots=True)
class Leave:
    """Go on to another page of the console, by 303; `token` is a new session's, empty ends it."""

    uri: str
    token: str | None = None
    browser: Browser | None = None
    """Keeps the language that was chosen in it."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """Show `page`, and hand the `token` of a new session to the browser."""

    page: Page
    token: str


@dataclass(frozen=True, slots=True)
class Download:
    """A file, made while it is sent."""

    name: str
    mimetype: str
    chunks: Iterable[bytes]


Answer = Page | Leave | Arrived | Download


class ConsoleDoor(Protocol):
    """One page: what it shows, and what its form does."""

    @property
    def path(self) -> str:
        """Where the page is, as Flask writes it: `/admin/portails/<client_id>`."""
        ...

    def show(self, request: ConsoleRequest, problem: Problem | None = None) -> Answer:
        """Return the page; `problem` says why the form failed that the request still holds."""
        ...

    def act(self, request: ConsoleRequest) -> Answer:
        """Do what the form asks. Raises Refused or PersonError for `show` to tell."""
        ...


def errors_of(problem: Problem | None) -> tuple[PageError, ...]:
    """Return `problem` as pages show it."""
    if problem is None:
        return ()
    return (PageError(problem.code, problem.message_key, problem.field, problem.values),)
