"""Imports of accounts: comparing and importing the files that were sent."""

from idp.clock import Clock
from idp.imports.former_accounts import AccountDecisions

_LOOK_EVERY_SECONDS = 5


class AccountImportWork:
    """Runs in a thread of its own: a million accounts take minutes, and mail does not wait."""

    def __init__(self, *, decisions: AccountDecisions, clock: Clock) -> None:
        self._decisions = decisions
        self._clock = clock
        self._look_at = 0

    def run_once(self) -> bool:
        """Carry out one import every five seconds at most; tell whether there was one."""
        now = self._clock.seconds()
        if now < self._look_at:
            return False
        worked = self._decisions.work()
        self._decisions.tidy()
        if not worked:
            self._look_at = now + _LOOK_EVERY_SECONDS
        return worked
