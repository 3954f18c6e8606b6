"""Telephone numbers: typed as people do, kept as E.164 writes them (`+15145550199`)."""

import re
import unicodedata

from idp.errors import PersonError
from idp.normalisation.blanks import INVISIBLE

_LONGEST = 40
_BETWEEN = re.compile(rf"[\s().\-/\u2010-\u2015\u2212{INVISIBLE}]+")
# Area code and exchange both begin with 2 to 9 (North American Numbering Plan).
_NORTH_AMERICAN = re.compile(r"\+1[2-9][0-9]{2}[2-9][0-9]{6}")
_ELSEWHERE = re.compile(r"\+[2-9][0-9]{6,14}")
_TEN_DIGITS = 10


def clean_phone_number(text: str) -> str:
    """Return the number in E.164; ten digits, or eleven after a 1, are of North America.

    It may be empty. Raises PersonError PRV-PHONE-SHAPE (field `phone_number`).
    """
    compact = _BETWEEN.sub("", unicodedata.normalize("NFKC", text[: _LONGEST + 1]))
    if not compact:
        return ""
    number = _international(compact)
    fits = _NORTH_AMERICAN.fullmatch(number) or _ELSEWHERE.fullmatch(number)
    if not fits or len(text) > _LONGEST:
        raise PersonError("PRV-PHONE-SHAPE", "errors.phone_shape", field="phone_number")
    return number


def shown_phone_number(number: str) -> str:
    """Return a kept number in the groups that are read aloud here: `514 555-0199`."""
    if not _NORTH_AMERICAN.fullmatch(number):
        return number
    return f"{number[2:5]} {number[5:8]}-{number[8:]}"


def _international(compact: str) -> str:
    if compact.startswith("+"):
        return compact
    if compact.startswith("011"):
        # What is dialled in North America before the code of another country.
        return f"+{compact[3:]}"
    if len(compact) == _TEN_DIGITS:
        return f"+1{compact}"
    return f"+{compact}" if compact.startswith("1") else compact
