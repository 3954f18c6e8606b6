"""The time, passed to what needs it; nothing else reads the machine's clock."""

import time
from datetime import UTC, datetime
from typing import Protocol

from msgspec import Struct

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR


class Clock(Protocol):
    """A source of the time: the machine's clock, or one that tests can move."""

    def seconds(self) -> int:
        """Return whole seconds since 1970-01-01 UTC, as OAuth writes times."""
        ...


class SystemClock(Struct, frozen=True):
    """The clock of the machine."""

    def seconds(self) -> int:
        """Return whole seconds since 1970-01-01 UTC."""
        return int(time.time())


def as_datetime(seconds: int) -> datetime:
    """Return the aware UTC moment that is `seconds` after 1970-01-01."""
    return datetime.fromtimestamp(seconds, tz=UTC)
