"""A form that a browser sent: when two are one, and its row."""

import json
from collections.abc import Mapping

from msgspec import Struct

FORM_FIELD = "envoi"
"""The field that tells a page from the same page shown anew: random, in every form of it."""


class SentFormRow(Struct, frozen=True):
    """A form's answer; None while it is being carried out."""

    answer_sealed: bytes | None


def form_key(browser: str, path: str, typed: Mapping[str, str]) -> str | None:
    """Return what two forms have in common only if a button was pressed twice.

    The browser, the page as it was shown once, the button, and all that was typed. None for a form
    that does not say which page it was on.
    """
    if not typed.get(FORM_FIELD):
        return None
    return json.dumps([browser, path, sorted(typed.items())])
