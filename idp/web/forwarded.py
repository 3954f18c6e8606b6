"""The addresses that proxies recorded, in either header that they write (RFC 7239)."""

import re

_WORD = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_QUOTED = r'"(?:[^"\\]|\\.)*"'
_PAIR = re.compile(rf"[ \t]*({_WORD})=({_WORD}|{_QUOTED})[ \t]*([;,]|$)")
_ESCAPED = re.compile(r"\\(.)")


def nodes_of(header: str, content: str) -> tuple[str, ...]:
    """Return the peer that each proxy recorded, the nearest proxy last.

    `header` is `X-Forwarded-For` or `Forwarded`, `content` its value. A `Forwarded` that breaks
    RFC 7239 §4 gives nothing: by one quotation mark too many, a client would hide what a proxy
    adds. Results are not cached: a browser may send thousands of other entries each time.
    """
    if header == "Forwarded":
        return tuple(_forwarded(content))
    return tuple(content.split(","))


def _forwarded(content: str) -> list[str]:
    nodes: list[str] = []
    pairs: dict[str, str] = {}
    position, separator = 0, ","
    while separator:
        found = _PAIR.match(content, position)
        if found is None or found[1].lower() in pairs:
            return []
        written = found[2]
        said = _ESCAPED.sub(r"\1", written[1:-1]) if written.startswith('"') else written
        pairs[found[1].lower()] = said
        position, separator = found.end(), found[3]
        if separator != ";":
            nodes.append(pairs.get("for", ""))
            pairs = {}
    return nodes
