"""What a page answers: something to show, or where to go next."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from idp.accounts.model import Started
from idp.doors.browser import Browser
from idp.doors.pages.page_request import PageRequest
from idp.doors.views import Page, PageError
from idp.errors import PersonError


@dataclass(frozen=True, slots=True)
class Leave:
    """Go on to another page of ours, by 303.

    `started` hands a new session to the browser, `browser` keeps the language that was chosen
    in it.
    """

    uri: str
    started: Started | None = None
    browser: Browser | None = None


@dataclass(frozen=True, slots=True)
class Farewell:
    """Show `page`, and take the session away from the browser."""

    page: Page


@dataclass(frozen=True, slots=True)
class Download:
    """Send a file, piece by piece."""

    name: str
    media_type: str
    pieces: Iterator[bytes]


Answer = Page | Leave | Farewell | Download


class PageDoor(Protocol):
    """One page: what it shows, and what its form does."""

    @property
    def path(self) -> str:
        """Where the page is."""
        ...

    def show(self, request: PageRequest, problem: PersonError | None = None) -> Answer:
        """Return the page; `problem` says why the form failed that the request still holds."""
        ...

    def act(self, request: PageRequest) -> Answer:
        """Do what the form asks, and say where to go. Raises PersonError for `show` to tell."""
        ...


def errors_of(problem: PersonError | None) -> tuple[PageError, ...]:
    """Return `problem` as pages show it."""
    if problem is None:
        return ()
    return (PageError(problem.code, problem.message_key, problem.field, problem.values),)
