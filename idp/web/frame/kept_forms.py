"""What a form led to, kept for the page that shows it: sealed, in a cookie of its browser.

Every form is answered by 303, so that going back or reloading posts nothing twice and no browser
asks whether it may. A form that failed is shown again; what is shown once (recovery codes, portals'
sign-out pages) is shown by a page, too. What was typed is in no address, no database and no log;
passwords and codes are not even kept. The address names the attempt, so that two tabs do not show
each other's.
"""

import re
from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import Request, Response
from msgspec import Struct

from idp.clock import MINUTE
from idp.errors import PersonError
from idp.ids import new_id
from idp.web.frame.answer import FormResult
from idp.web.frame.sealed_cookie import KEPT_SECONDS, LONGEST_COOKIE, SealedCookie
from idp.wiring import Provider

ATTEMPT = "essai"
"""The query parameter that names an attempt."""
_AT_ONCE_SECONDS = 2 * MINUTE
_LONGEST_HEADER = 7_500  # servers refuse every request of a browser above 8,190 bytes
_SECRET = re.compile(r"password|^(csrf|code|response|challenge)$")
_SAID_ONCE = {"notice", "probleme", "fournisseur"}
_NAMED = re.compile(r"([0-9a-f]{8,12})-[A-Za-z0-9_-]{22}")

Typed = Mapping[str, tuple[str, ...]]
"""Every value of each name."""


class FailedForm(Struct, array_like=True, tag=True, frozen=True):
    """What was typed, why it failed, and the status to answer with.

    `retry_at` is the second from which it may be retried, where that is known.
    """

    typed: Typed
    code: str
    message_key: str
    field: str | None
    values: dict[str, Any]
    status: int
    retry_at: int | None

    @property
    def problem(self) -> PersonError:
        """Why it failed."""
        return PersonError(self.code, self.message_key, field=self.field, values=self.values)


class _Kept(Struct, array_like=True, frozen=True):
    attempt: str
    owner: str
    path: str
    at: int
    form: FailedForm | FormResult


def without_secrets(typed: Typed, but: Collection[str] = ()) -> Typed:
    """Return `typed` with the passwords and codes emptied, except the names in `but`."""
    return {
        name: ("",) if _SECRET.search(name) and name not in but else values
        for name, values in typed.items()
    }


def named(address: str, attempt: str) -> str:
    """Return `address` (path and query) with `attempt` in its query."""
    path, _, query = address.partition("?")
    kept = [(name, value) for name, value in parse_qsl(query) if name != ATTEMPT]
    return f"{path}?{urlencode([*kept, (ATTEMPT, attempt)])}"


def names_attempt(address: str) -> bool:
    """Tell whether `address` (path and query) names an attempt."""
    return ATTEMPT in dict(parse_qsl(address.partition("?")[2]))


def quiet(address: str) -> str:
    """Return `address` without the notices that it was opened with."""
    path, _, query = address.partition("?")
    kept = [(name, value) for name, value in parse_qsl(query) if name not in _SAID_ONCE]
    return f"{path}?{urlencode(kept)}"


class KeptForms:
    """Keeps what the newest forms of a browser led to, as many as its cookie holds."""

    def __init__(self, provider: Provider) -> None:
        self._cookie = SealedCookie("kept-forms", tuple[_Kept, ...], provider)
        self._clock = provider.clock

    def keep(
        self, sent: Request, form: FailedForm | FormResult, owner: str, path: str
    ) -> tuple[str, str] | None:
        """Return the attempt's name and the cookie's text; None when `form` is too long.

        The page at `path` shows it, to `owner`.
        """
        now = self._clock.seconds()
        attempt = f"{now:x}-{new_id()}"
        every = (*self._every(sent), _Kept(attempt, owner, path, now, form))
        others = len(sent.headers.get("Cookie", "")) - self._cookie.length(sent)
        longest = min(LONGEST_COOKIE, _LONGEST_HEADER - others)
        for first in range(len(every)):
            text = self._cookie.sealed(every[first:], longest)
            if text is not None:
                return attempt, text
        return None

    def give(self, response: Response, text: str) -> None:
        """Set the cookie to `text` for ten minutes."""
        self._cookie.set(response, text, KEPT_SECONDS)

    def find(self, sent: Request, owner: str, path: str) -> FailedForm | FormResult | None:
        """Return the attempt that the address of `path` names, if it is `owner`'s."""
        named = (sent.args.get(ATTEMPT), owner, path)
        for each in self._every(sent):
            if (each.attempt, each.owner, each.path) == named:
                return each.form
        return None

    def was_just_named(self, sent: Request) -> bool:
        """Tell whether the address names an attempt of the last two minutes."""
        found = _NAMED.fullmatch(sent.args.get(ATTEMPT, ""))
        return found is not None and self._is_since(int(found[1], 16), _AT_ONCE_SECONDS)

    def _every(self, sent: Request) -> tuple[_Kept, ...]:
        every = self._cookie.opened(sent) or ()
        return tuple(each for each in every if self._is_since(each.at, KEPT_SECONDS))

    def _is_since(self, at: int, seconds: int) -> bool:
        return 0 <= self._clock.seconds() - at < seconds
