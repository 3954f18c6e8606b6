"""What a page answers: something to show, where to go next, or a file."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from msgspec import Struct

from idp.doors.browser import Browser
from idp.doors.views import Page, PageError
from idp.errors import PersonError, Refused

Problem = PersonError | Refused
"""Why a form failed: what a page can say."""


class NewSession(Protocol):
    """A session for the browser to keep."""

    @property
    def token(self) -> str:
        """The cookie's value; empty takes the cookie away."""
        ...

    @property
    def max_age_seconds(self) -> int | None:
        """How long the browser keeps it; None: until it is closed."""
        ...


@dataclass(frozen=True, slots=True)
class SessionCookie:
    """A session of which no more than its token is known."""

    token: str = field(repr=False)
    max_age_seconds: int | None = None


ENDED = SessionCookie("", 0)
"""No session any more."""


class Leave(Struct, frozen=True):
    """Go on to another page of ours, by 303.

    `session` hands a new session to the browser or takes its own away; `browser` keeps the language
    that was chosen in it.
    """

    uri: str
    session: NewSession | None = None
    browser: Browser | None = None


class Shown(Struct, frozen=True):
    """Show `page`, and hand a new session to the browser or take its own away."""

    page: Page
    session: NewSession


class Download(Struct, frozen=True):
    """Send a file, piece by piece; `name` is plain ASCII."""

    name: str
    media_type: str
    pieces: Iterable[bytes]


Answer = Page | Leave | Shown | Download


def errors_of(problem: Problem | None) -> tuple[PageError, ...]:
    """Return `problem` as pages show it."""
    if problem is None:
        return ()
    return (PageError(problem.code, problem.message_key, problem.field, problem.values),)
