"""Removes children's numbers from what a person writes: they are never sent by mail."""

import re

_GAP = r"[\s.·\-–—\u200b-\u200f\u2060\ufeff]"  # noqa: RUF001 - what people put between figures
# Both are compiled when the first text comes.
_FICHE = rf"(?<!\d)(?<!\d{_GAP})\d(?:{_GAP}?\d){{6}}(?!{_GAP}?\d)"
# Two school years (2025-2026) after a word of four letters are no permanent code.
_PERMANENT = rf"(?<![^\W\d_])[^\W\d_]{{4}}{_GAP}{{0,2}}(?!20\d\d\D20\d\d)\d(?:{_GAP}?\d){{7}}(?!\d)"


def without_child_numbers(text: str, instead: str) -> str:
    """Return `text` with fiche numbers and permanent codes replaced by `instead`."""
    return re.sub(_FICHE, instead, re.sub(_PERMANENT, instead, text))
