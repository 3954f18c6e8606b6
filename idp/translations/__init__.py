"""The words that people read, French and English, each sentence under a key.

A key is `area.name`: `fr/area.toml` and `en/area.toml` hold the sentence under `name` (dots in
the name are TOML tables). `{value}` is filled in. A sentence that depends on a number is a table
with `one` and `other`, chosen by the value `count`.
"""

import re
from functools import cache
from pathlib import Path
from typing import Any

import tomli

LOCALES = ("fr", "en")
_TWO_STOPS = re.compile(r"\b([ap]\.m\.)\.")
_FOLDER = Path(__file__).parent


class Words:
    """The sentences of one language; use `words_in`.

    All files are read at once: those of a newer version may take their place while this one runs.
    Each is parsed when its first sentence is asked for: for all of them that is a thirtieth of a
    start, and most processes say few.
    """

    def __init__(self, locale: str) -> None:
        self.locale = locale
        self._unparsed = {
            file.stem: file.read_bytes() for file in (_FOLDER / locale).glob("*.toml")
        }
        self._sentences: dict[str, Any] = {}

    def __contains__(self, key: str) -> bool:
        """Tell whether `key` names a sentence."""
        if key not in self._sentences:
            self._parse(key)
        return key in self._sentences

    def keys(self) -> frozenset[str]:
        """Return every key."""
        for area in [*self._unparsed]:
            self._parse(area)
        return frozenset(self._sentences)

    def say(self, key: str, **values: object) -> str:
        """Return the sentence under `key`, filled in. Raises KeyError when there is none."""
        if key not in self._sentences:
            self._parse(key)
        sentence = self._sentences[key]
        if isinstance(sentence, dict):
            sentence = sentence["one" if self._is_one(values["count"]) else "other"]
        if not values:
            return str(sentence)
        # A time of day in English ends in a full stop already.
        return _TWO_STOPS.sub(r"\1", sentence.format_map(values))

    def _is_one(self, count: object) -> bool:
        # French counts zero as singular; English does not (Unicode CLDR plural rules).
        return count == 1 or (count == 0 and self.locale == "fr")

    def _parse(self, key: str) -> None:
        area = key.partition(".")[0]
        # Two threads may both parse it; it is whole before it counts as parsed.
        if content := self._unparsed.get(area):
            _flatten(area, tomli.loads(content.decode()), self._sentences)
            self._unparsed.pop(area, None)


@cache
def words_in(locale: str) -> Words:
    """Return the words of `locale`. Raises KeyError for a language we do not have."""
    if locale not in LOCALES:
        raise KeyError(locale)
    return Words(locale)


def _flatten(prefix: str, content: dict[str, Any], into: dict[str, Any]) -> None:
    for name, value in content.items():
        key = f"{prefix}.{name}"
        if isinstance(value, dict) and set(value) != {"one", "other"}:
            _flatten(key, value, into)
        else:
            into[key] = value
