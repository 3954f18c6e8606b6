"""Erasing closed accounts when their time has come."""

from idp.clock import Clock
from idp.journeys.erase_account import EraseAccounts
from idp.retention.schedule import ROUND_SECONDS

_AT_ONCE = 20


class Erasure:
    """Looks as often as everything else is purged."""

    def __init__(self, *, erase: EraseAccounts, clock: Clock) -> None:
        self._erase = erase
        self._clock = clock
        self._look_at = 0

    def run_once(self) -> bool:
        """Erase some accounts when it is time; tell whether there may be more."""
        now = self._clock.seconds()
        if now < self._look_at:
            return False
        erased = self._erase.erase_due(_AT_ONCE)
        self._look_at = now if erased else now + ROUND_SECONDS
        return erased > 0
