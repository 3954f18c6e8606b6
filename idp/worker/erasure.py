"""Closing unused accounts, erasing closed ones and removing addresses when that is due."""

from collections.abc import Callable

from idp.clock import Clock
from idp.retention.schedule import ROUND_SECONDS

Due = Callable[[int], int]
"""Does what is due for at most so many accounts, and returns for how many it did."""

_AT_ONCE = 20


class Erasure:
    """Runs as often as the purge."""

    def __init__(self, *dues: Due, clock: Clock) -> None:
        self._dues = dues
        self._clock = clock
        self._look_at = 0

    def run_once(self) -> bool:
        """Do what is due for some accounts, when it is time; tell whether there may be more."""
        now = self._clock.seconds()
        if now < self._look_at:
            return False
        done = sum(due(_AT_ONCE) for due in self._dues)
        self._look_at = now if done else now + ROUND_SECONDS
        return done > 0
