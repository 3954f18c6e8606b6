"""A cookie that only this provider can open: what a browser keeps of a form for a few minutes.

What was typed, a password too, is then in no page, no database and no log, and no script can read
it (docs/decisions/0026, 0032).
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Generic, TypeVar

from flask import Request, Response
from msgspec import DecodeError
from msgspec.json import Decoder, Encoder

from idp.clock import MINUTE
from idp.web.browser import cookie_of, set_cookie
from idp.wiring import Provider

T = TypeVar("T")
KEPT_SECONDS = 10 * MINUTE
"""How long what such a cookie holds is shown again; each value says since when."""
LONGEST_COOKIE = 3_800  # browsers keep 4,096 bytes with name and attributes
_ENCODER = Encoder()


class SealedCookie(Generic[T]):
    """The cookie `name`, whose value is of the type `kind`."""

    def __init__(self, name: str, kind: type[T], provider: Provider) -> None:
        self._name = name
        self._about = f"page.{name}"
        self._decoder = Decoder(kind)
        self._vault = provider.vault
        self._settings = provider.settings

    def sealed(self, value: T, longest: int = LONGEST_COOKIE) -> str | None:
        """Return the text of `value` in the cookie; None when it would be longer than `longest`."""
        text = _ENCODER.encode(value).decode()
        sealed = urlsafe_b64encode(self._vault.seal(text, self._about)).decode()
        return sealed if len(sealed) <= longest else None

    def opened(self, sent: Request) -> T | None:
        """Return what the browser sent; None when it sent nothing, or it was changed."""
        try:
            return self._decoder.decode(
                self._vault.open(urlsafe_b64decode(self._text(sent)), self._about)
            )
        except (ValueError, DecodeError):
            return None

    def length(self, sent: Request) -> int:
        """Return the length of what the browser sent."""
        return len(self._text(sent))

    def set(self, response: Response, text: str, max_age_seconds: int | None) -> None:
        """Set it to what `sealed` returned; None keeps it until the browser is closed."""
        set_cookie(response, self._name, text, max_age_seconds, self._settings)

    def forget(self, sent: Request, response: Response) -> None:
        """Delete it, if the browser has it."""
        if self._text(sent):
            set_cookie(response, self._name, "", 0, self._settings)

    def _text(self, sent: Request) -> str:
        return cookie_of(sent, self._name, self._settings)
