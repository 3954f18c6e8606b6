"""A form that waits for its turn, or for a sign-in: the browser keeps it, sealed.

The cookie ends with the browser's session, what it holds after ten minutes, and it is bound to the
browser. So the page that waits can try again by itself, without a script (docs/decisions/0026).
"""

from collections.abc import Mapping

from flask import Request, Response
from msgspec import Struct

from idp.discreet import Discreet, Hidden
from idp.web.frame.sealed_cookie import KEPT_SECONDS, SealedCookie
from idp.wiring import Provider


class HeldForm(Discreet, frozen=True):
    """A form, the page it was sent to, when it was first, and when it is tried again (seconds)."""

    path: str
    typed: Hidden[Mapping[str, str]]
    since: int
    due_at: float = 0


class _Held(Struct, frozen=True):
    owner: str
    form: HeldForm


class HeldForms:
    """Keeps a form in the cookie `name`, for its owner alone."""

    def __init__(self, name: str, provider: Provider) -> None:
        self._cookie = SealedCookie(name, _Held, provider)
        self._clock = provider.clock

    def held(self, form: HeldForm, owner: str) -> str | None:
        """Return the cookie's text; None when the form is too long or too old."""
        if self.waited_seconds(form) >= KEPT_SECONDS:
            return None
        return self._cookie.sealed(_Held(owner, form))

    def keep(self, response: Response, text: str) -> None:
        """Set the cookie, until the browser closes."""
        self._cookie.set(response, text, None)

    def waited_seconds(self, form: HeldForm) -> int:
        """Return how long ago it was first turned away: the longest wait comes first."""
        return self._clock.seconds() - form.since

    def forget(self, request: Request, response: Response) -> None:
        """Delete the cookie, if there is one."""
        self._cookie.forget(request, response)

    def find(self, request: Request, owner: str) -> HeldForm | None:
        """Return the form of `owner`, or None if there is none, or it was changed."""
        held = self._cookie.opened(request)
        if held is None or held.owner != owner or self.waited_seconds(held.form) >= KEPT_SECONDS:
            return None
        return held.form
