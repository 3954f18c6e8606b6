"""Storable values: valid Unicode, fitting numbers, limited depth (RFC 7493 §2)."""

import math
import re
from collections.abc import Mapping, Sequence

DEEPEST = 20
"""Arrays and objects in one another; nothing that is sent here needs half of it."""
_INTEGERS = range(-(2**63), 2**63)
_HALF = re.compile("[\ud800-\udfff]")


def is_plain(text: str) -> bool:
    """Return whether `text` holds no NUL and no half of a surrogate pair.

    Bytes that are no UTF-8 arrive as such halves: no form and no page could carry them back, no
    PostgreSQL keeps a NUL.
    """
    return "\0" not in text and (text.isascii() or _HALF.search(text) is None)


def is_storable(value: object, depth: int = DEEPEST) -> bool:
    """Return whether a database keeps every part of `value`, and every reader can follow it."""
    if isinstance(value, str):
        return is_plain(value)
    if isinstance(value, int):
        return value in _INTEGERS
    if isinstance(value, float):
        return math.isfinite(value)
    if not isinstance(value, Mapping | Sequence):
        return True
    parts = (*value, *value.values()) if isinstance(value, Mapping) else value
    return depth > 0 and all(is_storable(each, depth - 1) for each in parts)
