"""A form that waits for its turn, or for a sign-in: the browser keeps it, sealed.

What was typed, a password too, is in no page, no database and no log. It is in a cookie that only
this provider can open and no script can read, that ends with the browser's session or after ten
minutes, and that is bound to the browser. So the page that waits can try again by itself, without
a script (docs/decisions/0026).
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Request, Response

from idp.clock import MINUTE
from idp.web.browser import cookie_of, set_cookie
from idp.wiring import Provider

_KEPT_SECONDS = 10 * MINUTE
_LONGEST_COOKIE = 3_800  # browsers keep 4,096 bytes with name and attributes


@dataclass(frozen=True, slots=True)
class HeldForm:
    """A form, the page it was sent to, and when it was first (seconds)."""

    path: str
    typed: Mapping[str, str] = field(repr=False)
    since: int


class HeldForms:
    """Keeps a form in the cookie `name`, for its owner alone."""

    def __init__(self, name: str, provider: Provider) -> None:
        self._cookie = name
        self._about = f"page.{name}"
        self._vault = provider.vault
        self._clock = provider.clock
        self._settings = provider.settings

    def held(self, form: HeldForm, owner: str) -> str | None:
        """Return the cookie's value; None when the form is too long or too old."""
        if self.waited_seconds(form) >= _KEPT_SECONDS:
            return None
        text = json.dumps([owner, form.path, dict(form.typed), form.since])
        value = urlsafe_b64encode(self._vault.seal(text, self._about)).decode()
        return value if len(value) <= _LONGEST_COOKIE else None

    def keep(self, response: Response, value: str) -> None:
        """Set the cookie, until the browser closes."""
        set_cookie(response, self._cookie, value, None, self._settings)

    def waited_seconds(self, form: HeldForm) -> int:
        """Return how long ago it was first turned away: the longest wait comes first."""
        return self._clock.seconds() - form.since

    def forget(self, request: Request, response: Response) -> None:
        """Delete the cookie, if there is one."""
        if cookie_of(request, self._cookie, self._settings):
            set_cookie(response, self._cookie, "", 0, self._settings)

    def find(self, request: Request, owner: str) -> HeldForm | None:
        """Return the form of `owner`, or None if there is none, or it was changed."""
        value = cookie_of(request, self._cookie, self._settings)
        try:
            text = self._vault.open(urlsafe_b64decode(value), self._about)
        except ValueError:
            return None
        kept_for, path, typed, since = json.loads(text)
        if kept_for != owner or self._clock.seconds() - since >= _KEPT_SECONDS:
            return None
        return HeldForm(path, typed, since)
