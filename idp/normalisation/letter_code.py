"""The code on an activation letter: read from paper, typed once.

The alphabet is Crockford's base 32, which has one sign for what looks alike: O is 0, I and L are 1.
"""

import unicodedata

from idp.errors import PersonError

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12
"""32 to the power of 12: 60 bits, for the months in which a letter is good."""
_GROUP = 4
_LONGEST = 64
_MISREAD = str.maketrans("OILU", "011V")


def clean_letter_code(text: str) -> str:
    """Return the signs of the code, however they were spaced, joined, or misread.

    Raises PersonError PRV-LETTER-SHAPE (field `code`).
    """
    folded = unicodedata.normalize("NFKC", text[:_LONGEST]).upper().translate(_MISREAD)
    kept = "".join(each for each in folded if each.isalnum())
    if len(kept) != LENGTH or not set(kept) <= set(ALPHABET) or len(text) > _LONGEST:
        raise PersonError("PRV-LETTER-SHAPE", "errors.letter_shape", field="code")
    return kept


def shown_letter_code(code: str) -> str:
    """Return `code` in three groups, as it is printed: `7K3M-Q9TX-2WPA`."""
    return "-".join(code[start : start + _GROUP] for start in range(0, LENGTH, _GROUP))
