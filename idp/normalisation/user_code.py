"""The code that a device shows and a person types on another one (RFC 8628 §6.1)."""

import unicodedata

from idp.errors import PersonError

ALPHABET = "BCDFGHJKLMNPQRSTVWXZ"
"""No vowel, so that no word appears; no digit, so that none is taken for a letter."""
LENGTH = 8
"""20 to the power of 8: 34 bits, for the few minutes in which a code is good."""
_LONGEST = 64
_MISREAD = str.maketrans("5268", "SZGB")


def clean_user_code(text: str) -> str:
    """Return the letters of the code, however they were spaced, joined, or misread as digits.

    Raises PersonError PRV-USER-CODE-SHAPE (field `user_code`).
    """
    folded = unicodedata.normalize("NFKC", text[:_LONGEST]).upper().translate(_MISREAD)
    kept = "".join(each for each in folded if each.isalnum())
    if len(kept) != LENGTH or not set(kept) <= set(ALPHABET) or len(text) > _LONGEST:
        raise PersonError("PRV-USER-CODE-SHAPE", "errors.user_code_shape", field="user_code")
    return kept


def shown_user_code(code: str) -> str:
    """Return `code` in two groups, as devices and pages show it: `BCDF-GHJK`."""
    return f"{code[:4]}-{code[4:]}"
