"""Whom a row that cannot be read may be about: read generously, to deny and never to grant.

Such a row may be the one that withdraws access. So nobody it may name gets any by another row.
"""

import re
import unicodedata
from collections.abc import Iterable

from idp.errors import PersonError
from idp.normalisation.address import normal_address
from idp.normalisation.child_number import compact_number
from idp.normalisation.fiche_number import SLIPS_TO_DIGITS, FicheNumber

_BETWEEN = r"\s<>;,/|\"'()\[\]:"
_AT_ENDS = ".-_+&*?!#=~"
_ADDRESS = re.compile(rf"[^{_BETWEEN}@]+@[^{_BETWEEN}@]+")


def possible_addresses(cells: Iterable[str]) -> set[str]:
    """Return every address in the cells, in its normal form: `Marie <m@x.quebec>`."""
    found = set()
    for cell in cells:
        for text in _ADDRESS.findall(re.sub("@+", "@", cell)):
            plain = _unaccented(text)
            for spelling in (text.strip("."), plain.strip("."), plain.strip(_AT_ENDS)):
                try:
                    found.add(normal_address(spelling))
                except PersonError:
                    continue
    return found


def possible_numbers(cells: Iterable[str], digits: int) -> set[FicheNumber]:
    """Return every fiche number that a cell may have meant: `204524.0`, `2012-3-05`, `O123456`."""
    found = set()
    for cell in cells:
        whole = re.split("[.,]", cell, maxsplit=1)[0]
        for text in (compact_number(cell), compact_number(whole)):
            number = text.translate(SLIPS_TO_DIGITS)
            if number.isdigit():
                found.add(FicheNumber(number.zfill(digits)))
    return {each for each in found if len(each) == digits}


def _unaccented(text: str) -> str:
    return "".join(
        sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign)
    )
