"""JSON that others wrote (RFC 8259), as I-JSON narrows it (RFC 7493 §2), and never deep."""

import json
from typing import Any, NoReturn

from idp.untrusted.text import is_storable

LONGEST = 1_048_576
"""In characters: who knows a shorter limit of what is read checks it before."""


def read_json(text: str | bytes) -> Any:  # noqa: ANN401 - JSON is of any kind
    """Return what `text` says. Raises ValueError, whose words may be told to who sent it."""
    content = parse_json(text)
    if not is_storable(content):
        raise ValueError("the JSON is too deep, or holds what is no text or no number")
    return content


def parse_json(text: str | bytes) -> Any:  # noqa: ANN401 - JSON is of any kind
    """Return what `text` says, for who checks by `is_storable` each member, to name the wrong one.

    Raises ValueError.
    """
    if len(text) > LONGEST:
        raise ValueError("the JSON is too long")
    try:
        # Not by the JSON reader, which would take UTF-16 for it as well.
        decoded = text.decode("utf-8") if isinstance(text, bytes) else text
        return json.loads(decoded, object_pairs_hook=_unrepeated, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise ValueError("this is not JSON in UTF-8 without repeated members") from error


def read_object(text: str | bytes) -> dict[str, Any]:
    """Return the object that `text` says. Raises ValueError, as `read_json` does."""
    content = read_json(text)
    if not isinstance(content, dict):
        raise ValueError("this is not a JSON object")  # noqa: TRY004 - one kind of error for callers
    return content


def _unrepeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) != len(pairs):
        raise ValueError("a member is repeated")
    return content


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")
