"""A line of text as somebody typed it about themselves: a name, a street, a town."""

import unicodedata

from idp.errors import PersonError
from idp.normalisation.blanks import INVISIBLE

# They join letters in the writing of some names (Persian, Hindi); the others only hide.
_JOINERS = "\u200c\u200d"
_HIDDEN = str.maketrans("", "", "".join(set(INVISIBLE) - set(_JOINERS)))
_JOINING = str.maketrans("", "", _JOINERS)
_LONGEST = 100
_SIGNS_OF_NAMES = " '’‘ʼʻ-‐‑.,·"  # noqa: RUF001 - those that people have in their names


def clean_line(text: str, field: str) -> str:
    """Return `text` with single blanks, in the composed form; it may be empty.

    Raises PersonError (field `field`) PRV-DETAIL-LONG, PRV-DETAIL-SIGN.
    """
    # Blanks first, for a tab is one; NFC after, so that equal names are equal.
    line = unicodedata.normalize("NFC", " ".join(text.translate(_HIDDEN).split()))
    if len(line) > _LONGEST:
        raise PersonError(
            "PRV-DETAIL-LONG", "errors.detail_long", field=field, values={"count": _LONGEST}
        )
    visible = line.translate(_JOINING)
    if not visible.isprintable():
        raise PersonError("PRV-DETAIL-SIGN", "errors.detail_sign", field=field)
    return line if visible else ""


def clean_name(text: str, field: str) -> str:
    """Return a name: letters of any alphabet, and the signs that names are written with.

    Raises PersonError (field `field`) PRV-NAME-LETTERS, PRV-DETAIL-LONG, PRV-DETAIL-SIGN.
    """
    name = clean_line(text, field)
    # Portals greet people by this name: it must not be able to contain a URL.
    if any(not _belongs_to_a_name(each) for each in name.translate(_JOINING)):
        raise PersonError("PRV-NAME-LETTERS", "errors.name_letters", field=field)
    return name


def _belongs_to_a_name(sign: str) -> bool:
    return sign in _SIGNS_OF_NAMES or unicodedata.category(sign)[0] in "LM"
