"""Days and times of day: as Québec writes them, in French and in English, and as files do."""

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from idp.clock import as_datetime
from idp.normalisation.blanks import trimmed

_QUEBEC = ZoneInfo("America/Toronto")
_MONTHS = {
    "fr": (
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ),
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
}
_NOON = 12


def day(seconds: int, locale: str) -> str:
    """Return `23 novembre 2026` or `November 23, 2026`."""
    at = as_datetime(seconds).astimezone(_QUEBEC)
    month = _MONTHS[locale][at.month - 1]
    if locale == "en":
        return f"{month} {at.day}, {at.year}"
    return f"{'1er' if at.day == 1 else at.day} {month} {at.year}"


def time_of_day(seconds: int, locale: str) -> str:
    """Return `14 h 05` or `2:05 p.m.`."""
    at = as_datetime(seconds).astimezone(_QUEBEC)
    if locale == "en":
        half = "p.m." if at.hour >= _NOON else "a.m."
        return f"{(at.hour - 1) % _NOON + 1}:{at.minute:02}\u00a0{half}"
    return f"{at.hour}\u00a0h\u00a0{at.minute:02}"


def moment(seconds: int, locale: str) -> str:
    """Return the day and the time of day."""
    return f"{day(seconds, locale)}, {time_of_day(seconds, locale)}"


def midnight(text: str) -> int:
    """Return the first second in Québec of the day written `2026-11-23`. Raises ValueError."""
    return int(datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=_QUEBEC).timestamp())


def read_day(cell: str, formats: Iterable[str]) -> date:
    """Read a cell of a file, written as one of `formats` (Python's `strptime`) says.

    Raises ValueError when it is no day, or none written so.
    """
    text = trimmed(cell)
    # `strptime` takes digits of every alphabet.
    for each in formats if text.isascii() else ():
        try:
            return datetime.strptime(text, each).replace(tzinfo=_QUEBEC).date()
        except ValueError:
            continue
    raise ValueError("not a day, as this file writes them")


def day_of(seconds: int) -> date:
    """Return which day it is in Québec."""
    return as_datetime(seconds).astimezone(_QUEBEC).date()
