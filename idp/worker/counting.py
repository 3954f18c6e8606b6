"""Counting the events of the record by day."""

from idp.clock import MINUTE, Clock
from idp.statistics import EventCounting

_CHUNK = 1_000


class Counting:
    """Once a minute, counts the events that were recorded since."""

    def __init__(self, *, counting: EventCounting, clock: Clock) -> None:
        self._counting = counting
        self._clock = clock
        self._next_at = 0

    def run_once(self) -> bool:
        """Count one chunk; tell whether there is more."""
        if self._clock.seconds() < self._next_at:
            return False
        more = self._counting.count(chunk=_CHUNK)
        self._next_at = 0 if more else self._clock.seconds() + MINUTE
        return more
