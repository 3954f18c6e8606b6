"""Codes sent by email: eight digits, however they were typed or pasted."""

import unicodedata

from idp.errors import PersonError
from idp.normalisation.blanks import INVISIBLE

DIGITS = 8
_LONGEST = 64


def clean_code(text: str) -> str:
    """Return the eight digits in `text`, without spaces, dashes, dots or full-width forms.

    Raises PersonError PRV-CODE-SHAPE (field `code`; `count`: digits found) for anything else.
    """
    compact = unicodedata.normalize("NFKC", text[:_LONGEST])
    kept = "".join(
        character
        for character in compact
        if not character.isspace()
        and character not in INVISIBLE
        and character not in ".·"
        and unicodedata.category(character) != "Pd"
        and character != "\u2212"  # the minus sign is no dash to Unicode
    )
    if len(kept) != DIGITS or not (kept.isascii() and kept.isdigit()) or len(text) > _LONGEST:
        found = sum(character.isdigit() for character in kept)
        raise PersonError(
            "PRV-CODE-SHAPE", "errors.code_shape", field="code", values={"count": found}
        )
    return kept


def shown(code: str) -> str:
    """Return `code` in two groups, as messages and pages show it: `1234 5678`."""
    return f"{code[:4]} {code[4:]}"
