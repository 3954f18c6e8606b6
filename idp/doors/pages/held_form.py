"""A form that waits for a place: the browser keeps it, sealed, until it is its turn.

What was typed, a password too, is in no page, no database and no log: it is in a cookie that only
this house can open, that no script reads, that ends with the browser's session or after ten
minutes, and that is bound to the browser it was typed in. So the page that waits can try again by
itself, without a script (docs/decisions/0026).
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Request, Response

from idp.clock import MINUTE, Clock
from idp.doors.browser import Browser, cookie_of, set_cookie
from idp.keys import Vault
from idp.settings import Settings

_ABOUT, _COOKIE = "page.held_form", "form"
_KEPT_SECONDS = 10 * MINUTE
_FIRST_AFTER_SECONDS = 10
_LONGEST_COOKIE = 3_800  # browsers keep 4,096 bytes with name and attributes


@dataclass(frozen=True, slots=True)
class HeldForm:
    """What was sent to which page, and when first (seconds)."""

    path: str
    typed: Mapping[str, str] = field(repr=False)
    since: int


class HeldForms:
    """Puts a form into the cookie, and finds it again."""

    def __init__(self, *, vault: Vault, clock: Clock, settings: Settings) -> None:
        self._vault = vault
        self._clock = clock
        self._settings = settings

    def held(self, form: HeldForm, browser: Browser) -> str | None:
        """Return the cookie's value; None when the form is too long, or waited too long already."""
        if self._clock.seconds() - form.since >= _KEPT_SECONDS:
            return None
        text = json.dumps([browser.id, form.path, dict(form.typed), form.since])
        value = urlsafe_b64encode(self._vault.seal(text, _ABOUT)).decode()
        return value if len(value) <= _LONGEST_COOKIE else None

    def keep(self, response: Response, value: str) -> None:
        """Give it to the browser, for as long as it is open."""
        set_cookie(response, _COOKIE, value, None, self._settings)

    def has_waited(self, form: HeldForm) -> bool:
        """Tell whether it comes before what is sent now for the first time."""
        return self._clock.seconds() - form.since >= _FIRST_AFTER_SECONDS

    def forget(self, request: Request, response: Response) -> None:
        """Take it away again, if there is one."""
        if cookie_of(request, _COOKIE, self._settings):
            set_cookie(response, _COOKIE, "", 0, self._settings)

    def find(self, request: Request, browser: Browser) -> HeldForm | None:
        """Return the form that this browser waits with; None for none that can be trusted."""
        value = cookie_of(request, _COOKIE, self._settings)
        try:
            text = self._vault.open(urlsafe_b64decode(value), _ABOUT)
        except ValueError:
            return None
        owner, path, typed, since = json.loads(text)
        if owner != browser.id or self._clock.seconds() - since >= _KEPT_SECONDS:
            return None
        return HeldForm(path, typed, since)
