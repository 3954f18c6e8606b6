"""Bodies in JSON (RFC 8259), as RFC 7591 §3.1 and the Shared Signals Framework §8.1 send them."""

import json
from typing import Any

_NUL = "\\u0000"


def json_object(body: bytes) -> dict[str, Any]:
    """Return the object. Raises ValueError, whose words may be told to who sent it."""
    try:
        content = json.loads(body.decode("utf-8"), object_pairs_hook=_unrepeated)
        # A lone surrogate fits in no database and on no page.
        written = json.dumps(content, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise ValueError("the body is not a JSON object in UTF-8") from error
    # Nor does NUL fit into every database.
    if not isinstance(content, dict) or _NUL.encode() in written:
        raise ValueError("the body is not a JSON object of plain text")
    return content


def _unrepeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) != len(pairs):
        raise ValueError("a member is repeated")
    return content
