"""The number a parent copies from a report card: a fiche number or a permanent code."""

import unicodedata
from collections.abc import Collection

from msgspec import Struct

from idp.errors import PersonError
from idp.normalisation.fiche_number import DIGITS, FicheNumber, fiche_number
from idp.normalisation.permanent_code import PermanentCode, permanent_code

_LONGEST = 64


class ChildNumber(Struct, frozen=True):
    """What was typed: exactly one of the two is there."""

    fiche: FicheNumber | None = None
    permanent_code: PermanentCode | None = None


def compact_number(text: str) -> str:
    """Return the letters and digits of `text`, upper case, unaccented forms only, nothing else."""
    if text.isascii() and text.isalnum():
        return text.upper()
    folded = unicodedata.normalize("NFKC", text).upper()
    return "".join(character for character in folded if character.isascii() and character.isalnum())


def parse_child_number(text: str, *, now: int, lengths: Collection[int] = (DIGITS,)) -> ChildNumber:
    """Read a fiche number or a permanent code; `now` in seconds bounds the birth date.

    `lengths` are those of the organisations' fiche numbers. Raises PersonError (field `number`):
    PRV-NUMBER-EMPTY, and what `fiche_number` and `permanent_code` raise.
    """
    compact = compact_number(text[:_LONGEST])
    if not compact:
        raise PersonError("PRV-NUMBER-EMPTY", "errors.number_empty", field="number")
    if compact.isdigit() or len(compact) in lengths:
        return ChildNumber(fiche=fiche_number(compact, lengths))
    return ChildNumber(permanent_code=permanent_code(compact, now=now))
