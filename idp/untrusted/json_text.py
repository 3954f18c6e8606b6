"""Untrusted JSON (RFC 8259), restricted to I-JSON (RFC 7493 §2) and in depth."""

import json
from typing import Any, NoReturn

from idp.untrusted.text import DEEPEST, is_storable

LONGEST = 1_048_576
"""In characters: who knows a shorter limit of what is read checks it before."""


def read_json(text: str | bytes) -> Any:  # noqa: ANN401 - JSON is of any kind
    """Return the value of `text`. Raises ValueError, whose text may be sent to the sender."""
    decoded = _decode(text)
    content = _parse(decoded, _WITH_NUMBERS_THAT_FIT)
    if not (_is_evidently_storable(decoded) or is_storable(content)):
        raise ValueError("the JSON is too deep, or holds what is no text or no number")
    return content


def parse_json(text: str | bytes) -> Any:  # noqa: ANN401 - JSON is of any kind
    """Return the value of `text`, for callers that check each member by `is_storable`.

    Raises ValueError.
    """
    return _parse(_decode(text), _WITH_ANY_NUMBER)


def read_object(text: str | bytes) -> dict[str, Any]:
    """Return the JSON object in `text`. Raises ValueError, as `read_json` does."""
    content = read_json(text)
    if not isinstance(content, dict):
        raise ValueError("this is not a JSON object")  # noqa: TRY004 - one kind of error for callers
    return content


def _decode(text: str | bytes) -> str:
    if len(text) > LONGEST:
        raise ValueError("the JSON is too long")
    try:
        # Not by the JSON reader, which would take UTF-16 for it as well.
        return text.decode("utf-8") if isinstance(text, bytes) else text
    except UnicodeDecodeError as error:
        raise ValueError("this is not UTF-8") from error


def _parse(text: str, decoder: json.JSONDecoder) -> Any:  # noqa: ANN401 - JSON is of any kind
    try:
        return decoder.decode(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(
            "this is not JSON, or it repeats a member or holds a number that does not fit"
        ) from error


def _is_evidently_storable(text: str) -> bool:
    """Return whether JSON with fitting numbers is clearly storable; False: walk it to know.

    What is read most often is a short token of our own. In ASCII without an escape, no string
    holds NUL or half a surrogate, and nothing is deeper than there are brackets.
    """
    brackets = text.count("[") + text.count("{")
    return text.isascii() and "\\" not in text and brackets <= DEEPEST


def _unrepeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) != len(pairs):
        raise ValueError("a member is repeated")
    return content


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")


def _fitting(digits: str) -> int:
    number = int(digits)
    if not is_storable(number):
        raise ValueError("an integer does not fit in 64 bits")
    return number


def _finite(digits: str) -> float:
    number = float(digits)
    if not is_storable(number):
        raise ValueError("a number is infinite")
    return number


_WITH_ANY_NUMBER = json.JSONDecoder(object_pairs_hook=_unrepeated, parse_constant=_refuse)
_WITH_NUMBERS_THAT_FIT = json.JSONDecoder(
    object_pairs_hook=_unrepeated,
    parse_constant=_refuse,
    parse_int=_fitting,
    parse_float=_finite,
)
