"""On which line of a TOML file each member stands, which the parser does not say."""

import re
from collections.abc import Iterator

_KEY = r"""(?:[A-Za-z0-9_-]+|"[^"\\]*"|'[^']*')"""
_PATH = rf"{_KEY}(?:\s*\.\s*{_KEY})*"
_HEADER = re.compile(rf"\s*(\[\[?)\s*({_PATH})\s*\]")
_MEMBER = re.compile(rf"\s*({_PATH})\s*=")
_TEXTS = ('"""', "'''")

Place = tuple[str, int]
"""The name of an array of tables, and which of its tables."""


def line_numbers(text: str) -> dict[Place, dict[str, int]]:
    """Return the lines, counted from 1, of the members of each table; of the table itself by ""."""
    found: dict[Place, dict[str, int]] = {}
    place, prefix = ("", 0), ""
    counts: dict[str, int] = {}
    for number, line in _outside_of_texts(text):
        if header := _HEADER.match(line):
            first, *rest = _names(header[2])
            if header[1] == "[[" and not rest:
                counts[first] = counts.get(first, 0) + 1
            place, prefix = (first, max(0, counts.get(first, 1) - 1)), ".".join(rest)
            found.setdefault(place, {}).setdefault(prefix, number)
        elif member := _MEMBER.match(line):
            path = ".".join(filter(None, (prefix, *_names(member[1]))))
            found.setdefault(place, {}).setdefault(path, number)
    return found


def _names(path: str) -> list[str]:
    return [each.strip("\"'") for each in re.findall(_KEY, path)]


def _outside_of_texts(text: str) -> Iterator[tuple[int, str]]:
    """Yield each line that does not begin within a text of several lines, and its number."""
    within = ""
    for number, line in enumerate(text.split("\n"), start=1):
        if not within:
            yield number, line
        rest = line
        while marks := [each for each in ((within,) if within else _TEXTS) if each in rest]:
            first = min(marks, key=rest.index)
            rest = rest[rest.index(first) + 3 :]
            within = "" if within else first
