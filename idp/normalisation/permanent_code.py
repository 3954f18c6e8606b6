"""The *code permanent*: four letters and eight digits, which the ministry gives each student.

Letters 1 to 3 come from the surname and letter 4 from the given name. The digits are the day of
birth (plus 62 from the year 2000), the month (plus 50 for a girl), two digits of the year, and two
that the ministry assigns: those are opaque and never a reason to refuse. What the code says of a
birth date is checked for slips of the hand, and neither kept nor shown.
"""

import re
from datetime import date
from functools import lru_cache
from typing import NewType

from idp.clock import as_datetime
from idp.errors import PersonError
from idp.normalisation.blanks import trimmed
from idp.normalisation.fiche_number import SLIPS_TO_DIGITS

PermanentCode = NewType("PermanentCode", str)
"""Four ASCII capitals and eight ASCII digits."""

LENGTH = 12
LETTERS = 4
_SHAPE = re.compile(r"[A-Z]{4}[0-9]{8}")
_SLIPS_TO_LETTERS = str.maketrans({"0": "O", "1": "I", "5": "S", "8": "B"})
_FROM_2000 = 62
_FEMALE = 50


def permanent_code(compact: str, *, now: int) -> PermanentCode:
    """Read what a person typed, already stripped of blanks and signs.

    `now` in seconds bounds the birth date. Raises PersonError (field `number`):
    PRV-NUMBER-SUGGESTION (`suggestion`) when O and 0, I and 1, S and 5 or B and 8 were taken for
    each other; PRV-NUMBER-LENGTH (`count`: characters typed); PRV-NUMBER-LETTERS or
    PRV-NUMBER-DIGITS for the half that is wrong; PRV-NUMBER-DATE when the digits are no date.
    """
    if len(compact) != LENGTH:
        raise _refused("LENGTH", count=len(compact))
    if _SHAPE.fullmatch(compact) is None:
        raise _slip(compact, now)
    if not _is_born(compact, now):
        raise _refused("DATE")
    return PermanentCode(compact)


def read_permanent_code(cell: str, *, now: int) -> PermanentCode:
    """Read a cell of a file: four letters and eight digits, but for blanks at its ends.

    Nothing is suggested: nobody is there to choose. Raises ValueError.
    """
    code = trimmed(cell)
    # The upper case of a non-ASCII letter may be ASCII.
    code = code.upper() if code.isascii() else code
    if _SHAPE.fullmatch(code) is None or not _is_born(code, now):
        raise ValueError("not a permanent code")
    return PermanentCode(code)


def _slip(compact: str, now: int) -> PersonError:
    letters, digits = compact[:LETTERS], compact[LETTERS:]
    meant = letters.translate(_SLIPS_TO_LETTERS) + digits.translate(SLIPS_TO_DIGITS)
    if _SHAPE.fullmatch(meant) and _is_born(meant, now):
        return _refused("SUGGESTION", suggestion=meant)
    return _refused("DIGITS" if re.fullmatch("[A-Z]{4}", letters) else "LETTERS")


def _is_born(code: str, now: int) -> bool:
    return _is_past(code[4:10], _today(now))


@lru_cache(maxsize=10_000)  # there are as many days as children are born on
def _is_past(digits: str, today: date) -> bool:
    day, month, year = int(digits[:2]), int(digits[2:4]), int(digits[4:])
    century = 2000 if day > _FROM_2000 else 1900
    try:
        born = date(
            century + year,
            month - _FEMALE if month > _FEMALE else month,
            day - _FROM_2000 if day > _FROM_2000 else day,
        )
    except ValueError:
        return False
    return born <= today


@lru_cache(maxsize=1)  # a file is read at one moment
def _today(now: int) -> date:
    return as_datetime(now).date()


def _refused(why: str, **values: object) -> PersonError:
    return PersonError(
        f"PRV-NUMBER-{why}", f"errors.number_{why.lower()}", field="number", values=values
    )
