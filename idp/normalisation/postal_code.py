"""Postal codes: those of Canada in their one form (`H2X 1Y4`), others as they are typed."""

import re

from idp.errors import PersonError
from idp.normalisation.line import clean_line

# Canada Post uses neither D, F, I, O, Q nor U, and begins with neither W nor Z.
_CANADIAN = re.compile(r"[ABCEGHJ-NPRSTVXY][0-9][ABCEGHJ-NPRSTV-Z][0-9][ABCEGHJ-NPRSTV-Z][0-9]")
_BETWEEN = re.compile(r"[\s.\-\u2010-\u2015]+")
_ELSEWHERE = re.compile(r"[A-Z0-9](?:[A-Z0-9 -]{0,14}[A-Z0-9])?")
_CANADA = {"", "canada", "can", "ca"}


def clean_postal_code(text: str, country: str) -> str:
    """Return the code as `country` writes it; a country that is not named is Canada.

    It may be empty. Raises PersonError PRV-POSTAL-CODE-SHAPE (field `postal_code`).
    """
    line = clean_line(text, "postal_code").upper()
    compact = _BETWEEN.sub("", line)
    if not compact:
        return ""
    if country.lower() in _CANADA:
        if _CANADIAN.fullmatch(compact):
            return f"{compact[:3]} {compact[3:]}"
    elif _ELSEWHERE.fullmatch(line):
        return line
    raise PersonError("PRV-POSTAL-CODE-SHAPE", "errors.postal_code_shape", field="postal_code")
