"""Codes of organisations and schools, as files have them: `887000`, `011`, a UUID."""

import re

from idp.normalisation.blanks import trimmed

_SHAPE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
# What a spreadsheet makes of a code that it took for a number.
_DECIMAL = re.compile(r"[0-9]+\.[0-9]*")


def read_organisation_code(cell: str) -> str:
    """Read a cell of a file; blanks at its ends do not count, leading zeros and case do.

    Raises ValueError.
    """
    code = trimmed(cell)
    if _SHAPE.fullmatch(code) is None or _DECIMAL.fullmatch(code):
        raise ValueError("not a code")
    return code
