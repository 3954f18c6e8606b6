"""A form sent twice is carried out once, and answered twice alike (docs/decisions/0041).

Of two presses of a button, a browser shows the answer to the second only, and may have dropped the
cookies of the first: so the answer is kept, with its cookies, until nobody presses any more.
"""

import time
from collections.abc import Callable
from contextlib import suppress

from flask import Response
from msgspec.json import Decoder, Encoder

from idp.errors import DatabaseUnavailableError, TooBusyError
from idp.web.response import see_other
from idp.wiring import Provider

_SEE_OTHER = 303
_LOOKS, _PAUSE_SECONDS = 40, 0.05
_AGAIN_SECONDS = 2
_ENCODER = Encoder()
_DECODER = Decoder(tuple[str, list[str]])


class SentTwice:
    """Carries a form out, or waits for the answer to the same form."""

    def __init__(self, provider: Provider) -> None:
        self._forms = provider.journeys.sent_forms

    def answer(self, key: str | None, act: Callable[[], Response]) -> Response:
        """Return the answer of `act`, which is called once for each `key`.

        Raises TooBusyError while another request is still at it, or when that was given up.
        """
        if key is None:
            return act()
        if not self._forms.begin(key):
            return self._of_the_first(key)
        try:
            response = act()
        except BaseException:
            self._release(key)
            raise
        if response.status_code == _SEE_OTHER:
            cookies = response.headers.getlist("Set-Cookie")
            with suppress(DatabaseUnavailableError):  # it is done, whoever asks once more
                kept = _ENCODER.encode((response.headers["Location"], cookies))
                self._forms.answer(key, kept.decode())
        else:
            self._release(key)
        return response

    def _of_the_first(self, key: str) -> Response:
        for _ in range(_LOOKS):
            found = self._forms.find(key)
            if found is None:
                # Nothing was done: whoever waits any longer holds a thread for nothing.
                break
            if found:
                location, cookies = _DECODER.decode(found)
                response = see_other(location)
                for each in cookies:
                    response.headers.add("Set-Cookie", each)
                return response
            time.sleep(_PAUSE_SECONDS)
        raise TooBusyError(_AGAIN_SECONDS)

    def _release(self, key: str) -> None:
        with suppress(DatabaseUnavailableError):
            self._forms.release(key)
