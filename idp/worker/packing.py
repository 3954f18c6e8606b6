"""Packing imports that are not in force: slowly, and after portals were notified.

After an import, the parents of whole schools may be concerned, and SQLite has one writer:
notifications come first. Rows that wait cost only disk space.
"""

from collections.abc import Iterator

from idp.clock import HOUR, MINUTE, Clock
from idp.ids import new_id
from idp.registry.importing import Imports
from idp.signals import Deliveries, Signals
from idp.storage import Database

_PATIENCE_SECONDS = HOUR
"""Notifications that never cease must not let imports pile up."""


class Packing:
    """A short transaction a round, and a pause after it; one worker at a time."""

    def __init__(
        self,
        *,
        database: Database,
        imports: Imports,
        signals: Signals,
        deliveries: Deliveries,
        clock: Clock,
    ) -> None:
        self._database = database
        self._keeping = imports.keeping
        self._signals = signals
        self._deliveries = deliveries
        self._clock = clock
        self._holder = new_id()
        self._steps: Iterator[None] | None = None
        self._look_at = self._leased_to = 0
        self._waits_since: int | None = None

    def run_once(self) -> bool:
        """Do one step, unless a notification waits; return False, so that a pause follows."""
        now = self._clock.seconds()
        if now < self._look_at or self._must_wait(now) or not self._is_ours(now):
            return False
        self._steps = self._steps or self._keeping.steps()
        try:
            next(self._steps)
        except StopIteration:
            self._steps = None
            self._look_at = now + MINUTE
        except BaseException:
            # A generator that raised yields nothing more: start a new one.
            self._steps = None
            raise
        return False

    def _must_wait(self, now: int) -> bool:
        with self._database.reading() as tx:
            is_due = self._signals.is_any(tx) or bool(self._deliveries.due_lines(tx))
        if not is_due:
            self._waits_since = None
            return False
        self._waits_since = self._waits_since or now
        return now - self._waits_since < _PATIENCE_SECONDS

    def _is_ours(self, now: int) -> bool:
        if now < self._leased_to:
            return True
        if self._keeping.lease(self._holder):
            self._leased_to = now + MINUTE // 2
            return True
        self._steps, self._look_at = None, now + MINUTE
        return False
