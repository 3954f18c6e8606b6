"""The addresses that a row of proxies wrote down, in either header that they write (RFC 7239)."""

import re

_WORD = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_QUOTED = r'"(?:[^"\\]|\\.)*"'
_PAIR = re.compile(rf"[ \t]*({_WORD})=({_WORD}|{_QUOTED})[ \t]*([;,]|$)")
_ESCAPED = re.compile(r"\\(.)")


def nodes_of(header: str, told: str) -> tuple[str, ...]:
    """Return what each proxy said of who came to it, the nearest proxy last.

    `header` is `X-Forwarded-For` or `Forwarded`, `told` its content. Of a `Forwarded` that is not
    written as RFC 7239 §4 has it, nothing is known: whoever sends a quotation mark too many to a
    proxy that adds to it would hide what the proxy added. Nothing is kept: a browser may write
    thousands of other entries each time.
    """
    if header == "Forwarded":
        return tuple(_forwarded(told))
    return tuple(told.split(","))


def _forwarded(told: str) -> list[str]:
    nodes: list[str] = []
    pairs: dict[str, str] = {}
    position, separator = 0, ","
    while separator:
        found = _PAIR.match(told, position)
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
