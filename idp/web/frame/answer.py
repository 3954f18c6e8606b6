"""The answers of a page: a view, a redirect or a file."""

from collections.abc import Iterable

from msgspec import Struct, structs

from idp.discreet import Discreet, Hidden
from idp.errors import PersonError, Refused
from idp.web.browser import Browser
from idp.web.views import PageError, View

Problem = PersonError | Refused
"""Why a form failed, as a page can show it."""


class SessionCookie(Discreet, frozen=True):
    """A session for the browser to keep, until it is closed when `max_age_seconds` is None."""

    token: Hidden[str]
    max_age_seconds: int | None = None


ENDED = SessionCookie("", 0)
"""No session any more."""


class Leave(Struct, frozen=True):
    """Redirect to another page of ours, by 303.

    `session` sets a new session's cookie or clears it; `browser` keeps the language that was chosen
    in it.
    """

    uri: str
    session: SessionCookie | None = None
    browser: Browser | None = None


class FormResult(Struct, array_like=True, tag=True, frozen=True):
    """What the page after a form shows, beside what it knows by itself."""

    frames: tuple[str, ...] = ()
    """Portals' pages that sign out there."""
    codes: tuple[str, ...] = ()
    erased_on: str = ""
    provider: str = ""
    address: str = ""
    """The address that is kept after all."""
    return_uri: str = ""
    """Where a portal wants its person back after the sign-out."""
    locale: str = ""


class Shown(Struct, frozen=True):
    """Show `page`, and set a new session's cookie or clear it.

    With `at`, by a redirect (303) to the page there, which shows its owner the same from `result`;
    `page` itself is then sent only when `result` is too long for a cookie.
    """

    page: View
    session: SessionCookie | None = None
    at: str = ""
    result: FormResult = FormResult()


class Download(Struct, frozen=True):
    """Send a file, piece by piece; `name` is plain ASCII."""

    name: str
    media_type: str
    pieces: Iterable[bytes]


Answer = View | Leave | Shown | Download


def errors_of(problem: Problem | None) -> tuple[PageError, ...]:
    """Return `problem` as the errors that pages show."""
    if problem is None:
        return ()
    return (PageError(problem.code, problem.message_key, problem.field, problem.values),)


def unplaced(problem: Problem | None) -> tuple[PageError, ...]:
    """Return `problem` as errors without a field, for a page that does not have it."""
    return tuple(structs.replace(each, field=None) for each in errors_of(problem))
