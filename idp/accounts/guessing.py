"""How hard a password is to guess: known passwords, their variants, and zxcvbn's estimate.

The list of known passwords is zxcvbn's own (30,000, ranked, from published breaches), which its
estimate keeps in memory anyway, with the French and Québec ones of `common_french.txt`.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from idp.accounts._zxcvbn import Ranks, dictionaries, estimate, ranked

# zxcvbn's time grows with the square of the length; what follows can only make it harder.
_ESTIMATED_CHARACTERS = 72
_LONGEST_AFFIX = 8
_WORD_CHARACTERS = 4
_OWN_CHARACTERS = 8

_LOOKS_LIKE = str.maketrans("@4301!$578", "aaeoiisstb")
_REPEATED = re.compile(r"(.+?)\1+", re.DOTALL)
_SEPARATORS = re.compile(r"[\W_]+")
_NOT_LETTERS = "0123456789 .,;:!?@#$%&*+-_=/\\'\"()[]{}<>|~^`°«»"


def _without_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(each for each in decomposed if not unicodedata.combining(each))


def _folded(text: str) -> str:
    return _without_accents(text.casefold())


def _compact(folded: str) -> str:
    return _SEPARATORS.sub("", folded)


def _read_french() -> tuple[str, ...]:
    lines = (Path(__file__).parent / "common_french.txt").read_text("utf-8").splitlines()
    return tuple(_compact(_folded(line)) for line in lines if line and not line.startswith("#"))


@cache
def _dictionaries() -> Mapping[str, Ranks]:
    return {**dictionaries(), "french": ranked(_read_french())}


def is_common(password: str) -> bool:
    """Return whether `password` is a known one, repeated, or or surrounded by digits and signs."""
    folded = _folded(password)
    bare = folded.strip(_NOT_LETTERS)
    stems = {folded, _compact(folded)}
    if len(folded) - len(bare) <= _LONGEST_AFFIX:
        stems |= {bare, _compact(bare)}
    stems |= {found[1] for stem in stems if (found := _REPEATED.fullmatch(stem))}
    stems |= {stem.translate(_LOOKS_LIKE) for stem in stems}
    known = _dictionaries()
    return any(stem in known[name] for stem in stems for name in ("passwords", "french"))


def is_mostly_context(password: str, context: Iterable[str]) -> bool:
    """Return whether too little of `password` is left without the words of `context`."""
    rest = _folded(password)
    words = _words(context)
    found = [word for word in words if word in rest]
    for word in found:
        rest = rest.replace(word, "")
    return bool(found) and sum(each.isalnum() for each in rest) < _OWN_CHARACTERS


def score(password: str, context: Iterable[str]) -> int:
    """Return zxcvbn's estimate for `password`, 0 to 4, knowing the words of `context`."""
    seen = _without_accents(password[:_ESTIMATED_CHARACTERS])[:_ESTIMATED_CHARACTERS]
    return estimate(seen, {**_dictionaries(), "user_inputs": ranked(_words(context))})


def _words(context: Iterable[str]) -> list[str]:
    """Return the words worth refusing, the longest first."""
    words: set[str] = set()
    for text in context:
        folded = _folded(text)
        words.update(re.findall(rf"\w{{{_WORD_CHARACTERS},}}", folded))
        words.add(_compact(folded))
    return sorted((each for each in words if len(each) >= _WORD_CHARACTERS), key=len, reverse=True)
