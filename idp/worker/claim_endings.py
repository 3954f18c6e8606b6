"""Notifying portals of claims that end by the calendar, within a minute of their end."""

from idp.children import Children
from idp.clock import Clock
from idp.storage import Database

_LOOK_EVERY_SECONDS = 15


class EndingWatch:
    """Looks four times a minute, which costs three short reads; any number may run."""

    def __init__(self, *, children: Children, database: Database, clock: Clock) -> None:
        self._endings = children.endings
        self._database = database
        self._clock = clock
        self._look_at = 0

    def run_once(self) -> bool:
        """Notify portals of what ended since the last time; return False, nothing is left over."""
        now = self._clock.seconds()
        if now < self._look_at:
            return False
        # Found without a lock: on the last day of a year that may be every account.
        with self._database.reading() as tx:
            endings = self._endings.found(tx)
        if endings is not None:
            with self._database.writing() as tx:
                self._endings.notify(tx, endings)
        self._look_at = now + _LOOK_EVERY_SECONDS
        return False
