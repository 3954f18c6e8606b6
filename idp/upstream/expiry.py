"""When our credentials at other providers expire: they do not warn us in time."""

import datetime as dt
from collections.abc import Iterator

from msgspec import Struct

from idp.settings import UpstreamSettings
from idp.upstream.credentials import last_day

WARNED_DAYS = (60, 30, 14, 7, 1)
"""How many days ahead the log says so."""


class ExpiringCredential(Struct, frozen=True):
    """A credential whose last day is known; `days_left` is negative once it is over."""

    provider: str
    number: int
    """1 is tried first."""
    days_left: int
    is_only: bool
    """Whether no other credential of the provider outlives it."""


def endings(settings: UpstreamSettings, today: dt.date) -> Iterator[ExpiringCredential]:
    """Return the credentials that end, of every provider. Raises SettingsError for no date."""
    for provider in settings.providers:
        days = [last_day(each) for each in provider.credentials]
        for number, last in enumerate(days, start=1):
            if last is not None:
                others = (day for place, day in enumerate(days, start=1) if place != number)
                is_only = not any(day is None or day > last for day in others)
                yield ExpiringCredential(provider.name, number, (last - today).days, is_only)
