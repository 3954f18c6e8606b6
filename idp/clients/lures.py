"""Checks names of self-registered clients for deceptive or hidden text.

Our pages show the name, and no administrator reviewed it. Text that looks like an address, a link,
a telephone number or a code is not accepted as a name.
"""

import re
import unicodedata

_MOST_DIGITS = 6
"""In a row, or with single signs between them: a seventh makes a telephone number or a code."""
_FEWEST_LETTERS = 2
# Compiled when the first name is checked, as all patterns below are.
_DIGITS = r"\d(?:[\s().+\-\u2013\u2014/_\u00b7\u2022,]{0,3}\d)*"
_SCHOOL_YEAR = r"\b20\d\d\s?[-\u2013/]\s?20\d\d\b"
# Full stops of other scripts; the second also signs in the middle, which join words in French.
_STOPS = "\u3002\uff61\u06d4\u2024\ufe52\uff0e"
_FULL_DOTS = str.maketrans(dict.fromkeys(_STOPS, "."))
_DOTS = str.maketrans(dict.fromkeys(f"{_STOPS}\u2022\u00b7\u2027\u2219\u22c5", "."))
# A dot between two words with nothing around it, the last of them letters: `St. Jean` and
# `U.Q.A.M.` stay what they are.
_DOMAIN = r"(?i)[^\W_]+(?:-[^\W_]+)*\.(?:xn--[a-z0-9]+|[^\W\d_]{2,})"
# A dot that is spaced, or written as another sign or a word, before a known ending.
_ENDING = (
    r"(?:com|net|org|info|biz|ca|qc|quebec|fr|eu|io|co|app|dev|site|online|shop|top|xyz|link|me)\b"
)
_SPELLED = rf"(?i)\w\s*(?:\.|[(\[{{<]\s*(?:dot|point|\.)\s*[)\]}}>]|\s(?:dot|point)\s)\s*{_ENDING}"
_LINK = r"(?i)[a-z][a-z0-9+.\-]*:\S|//|\\\\|::|\bwww\b|\d{1,3}(?:\.\d{1,3}){3}"
_AT = r"(?i)@|[(\[{]\s*(?:at|a|arobas|arobase)\s*[)\]}]"
_UNSEEN = {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"}
"""Controls, and what turns or hides the letters around it (Unicode general categories)."""
# Invisible letters and signs; marks that change how the sign before is drawn.
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5")
_SELECTORS = frozenset(chr(each) for each in (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))
_SPACES = frozenset(" \u00a0\u202f")
_MOST_MARKS = 2


def lure_in(name: str) -> str | None:
    """Return what is wrong with `name`, in a few words; None: it may be shown."""
    if problem := hidden_in(name):
        return problem
    # Full-width, circled and similar letters are read as plain ones.
    plain = unicodedata.normalize("NFKC", name)
    checks = (
        (re.search(_AT, plain), "holds an address"),
        (re.search(_LINK, plain), "holds a link"),
        (
            re.search(_DOMAIN, plain.translate(_FULL_DOTS))
            or re.search(_SPELLED, plain.translate(_DOTS)),
            "holds the name of a site",
        ),
        (_has_number(plain), "holds a number"),
        (sum(map(str.isalpha, plain)) < _FEWEST_LETTERS, "is not a name"),
    )
    return next((problem for found, problem in checks if found), None)


def hidden_in(text: str) -> str | None:
    """Return what is hidden in `text`, in a few words; None: nothing."""
    marks = 0
    for each in unicodedata.normalize("NFC", text):
        category = unicodedata.category(each)
        if category in _UNSEEN or each in _BLANK or each in _SELECTORS:
            return "holds a character that cannot be seen"
        if category == "Zs" and each not in _SPACES:
            return "holds a character that cannot be seen"
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if marks > _MOST_MARKS:
            return "holds more marks than letters"
    return None


def _has_number(plain: str) -> bool:
    without_years = re.sub(_SCHOOL_YEAR, " ", plain)
    return any(
        sum(map(str.isdigit, found)) > _MOST_DIGITS for found in re.findall(_DIGITS, without_years)
    )
