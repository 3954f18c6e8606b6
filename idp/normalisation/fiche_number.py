"""The *numéro de fiche*: seven digits that name a student within one organisation."""

from collections.abc import Collection
from typing import NewType

from idp.errors import PersonError
from idp.normalisation.blanks import trimmed

FicheNumber = NewType("FicheNumber", str)
"""ASCII digits, seven unless an organisation's numbers have another length; leading zeros count."""

DIGITS = 7
# Letters that are read for digits, on paper and on screen.
SLIPS_TO_DIGITS = str.maketrans({"O": "0", "I": "1", "L": "1", "S": "5", "B": "8"})


def fiche_number(compact: str, lengths: Collection[int] = (DIGITS,)) -> FicheNumber:
    """Read what a person typed, already stripped of blanks and signs: as many digits as allowed.

    Raises PersonError (field `number`): PRV-NUMBER-SUGGESTION (`suggestion`) when a letter was
    taken for a digit, PRV-NUMBER-FICHE (`count`: characters typed) otherwise.
    """
    if len(compact) in lengths and compact.isascii() and compact.isdigit():
        return FicheNumber(compact)
    suggestion = compact.translate(SLIPS_TO_DIGITS)
    if len(suggestion) in lengths and suggestion.isascii() and suggestion.isdigit():
        raise PersonError(
            "PRV-NUMBER-SUGGESTION",
            "errors.number_suggestion",
            field="number",
            values={"suggestion": suggestion},
        )
    values = {"count": len(compact), "length": shown_lengths(lengths)}
    raise PersonError("PRV-NUMBER-FICHE", "errors.number_fiche", field="number", values=values)


def shown_lengths(lengths: Collection[int]) -> str:
    """Return how long numbers are, as pages say it: `7`, or `6, 7`."""
    return ", ".join(map(str, lengths))


def read_fiche_number(cell: str, digits: int = DIGITS) -> FicheNumber:
    """Read a cell of a file: so many digits and nothing else, but for blanks at its ends.

    `204524.0` is what a spreadsheet made of a number: which one, nobody can say. Raises ValueError.
    """
    number = trimmed(cell)
    if len(number) != digits or not (number.isascii() and number.isdigit()):
        raise ValueError("not a fiche number")
    return FicheNumber(number)
