"""The *numéro de fiche*: seven digits that name a student within one organisation."""

from typing import NewType

from idp.errors import PersonError

FicheNumber = NewType("FicheNumber", str)
"""Seven ASCII digits; leading zeros count."""

DIGITS = 7
# Letters that are read for digits, on paper and on screen.
SLIPS_TO_DIGITS = str.maketrans({"O": "0", "I": "1", "L": "1", "S": "5", "B": "8"})


def fiche_number(compact: str) -> FicheNumber:
    """Read a number already stripped of blanks and signs.

    Raises PersonError (field `number`): PRV-NUMBER-SUGGESTION (`suggestion`) when a letter was
    taken for a digit, PRV-NUMBER-FICHE (`count`: characters typed) otherwise.
    """
    if len(compact) == DIGITS and compact.isascii() and compact.isdigit():
        return FicheNumber(compact)
    suggestion = compact.translate(SLIPS_TO_DIGITS)
    if len(suggestion) == DIGITS and suggestion.isascii() and suggestion.isdigit():
        raise PersonError(
            "PRV-NUMBER-SUGGESTION",
            "errors.number_suggestion",
            field="number",
            values={"suggestion": suggestion},
        )
    raise PersonError(
        "PRV-NUMBER-FICHE", "errors.number_fiche", field="number", values={"count": len(compact)}
    )
