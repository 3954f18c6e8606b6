"""Reading PromQL as far as names go: which metrics a query selects, and by which labels.

Not a parser of the language: what is no selector, keyword, function or grouping label is returned
as a name that nobody knows, so that a test fails on it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_SELECTOR = re.compile(r"\b([a-zA-Z_:][a-zA-Z0-9_:]*)\s*(\{[^}]*\})?")
_MATCHER = re.compile(r'\s*([a-zA-Z_]\w*)\s*(=~|!~|!=|=)\s*"([^"]*)"\s*')
_GROUPING = re.compile(r"\b(by|without|on|ignoring|group_left|group_right)\s*\(([^)]*)\)")
_DURATION = re.compile(r"\[(?:\d+[smhd]|\$__rate_interval)(?::\d*[smhd]?)?\]|\boffset\s+\d+[smhd]")
_NUMBER = re.compile(r"\b\d+(\.\d+)?\b")
WORDS = {"and", "or", "unless", "bool", "sum", "min", "max", "avg", "count", "topk", "rate"}
WORDS |= {"deriv", "increase", "histogram_quantile", "time", "absent"}


@dataclass(frozen=True)
class Selector:
    """A metric, and what of it."""

    metric: str
    matchers: tuple[tuple[str, str, str], ...]

    def wanted(self) -> Iterator[tuple[str, str]]:
        """Return each label with each value that the matchers name."""
        for label, operator, value in self.matchers:
            for each in value.split("|") if operator in {"=~", "!~"} else (value,):
                yield label, each


@dataclass(frozen=True)
class Query:
    """What of a query can be held against what there is."""

    selectors: tuple[Selector, ...]
    groupings: frozenset[str]


def read(query: str) -> Query:
    """Return what `query` names. Raises ValueError when its brackets do not close."""
    for opening, closing in ("()", "{}", "[]"):
        if query.count(opening) != query.count(closing):
            raise ValueError(f"brackets of {query!r}")
    groupings = {
        label.strip() for _, labels in _GROUPING.findall(query) for label in labels.split(",")
    }
    rest = _DURATION.sub("", _GROUPING.sub("", query))
    selectors = []
    for name, braces in _SELECTOR.findall(rest):
        if name in WORDS and not braces:
            continue
        parts = [each for each in braces.strip("{}").split(",") if each.strip()]
        matchers = [_MATCHER.fullmatch(each) for each in parts]
        if None in matchers:
            raise ValueError(f"matchers of {query!r}")
        found = tuple((each[1], each[2], each[3]) for each in matchers if each)
        selectors.append(Selector(name, found))
    left = _NUMBER.sub("", _SELECTOR.sub("", rest))
    if odd := re.sub(r"[\s()<>=!*/+\-.,]", "", left):
        raise ValueError(f"{odd!r} in {query!r}")
    return Query(tuple(selectors), frozenset(groupings))
