"""Words that a file chooses among: `Oui`, `TRUE`, `mère`."""

import unicodedata

from idp.normalisation.blanks import trimmed


def read_word(cell: str) -> str:
    """Return the form in which a word of a file, or of a profile, is compared.

    Blanks at its ends, case, and whether an accent is a sign of its own do not count.
    """
    return unicodedata.normalize("NFC", trimmed(cell)).casefold()
