"""All metrics at once: the counts of the processes, and the state in the database."""

import importlib
import logging
import threading
import time
from collections.abc import Callable, Sequence

from idp.measures import Family, Measures, MetricKind, SeriesReading

_KEPT_SECONDS = 5.0
READABLE = Family(
    name="parvis_state_readable",
    tells="1 when the database could be asked how things stand, 0 when it could not.",
    kind=MetricKind.GAUGE,
)
_log = logging.getLogger(__name__)


class Exposition:
    """Metrics of the processes, and of the database, which is read every five seconds at most."""

    def __init__(
        self, *, measures: Measures, state: Callable[[], Sequence[SeriesReading]] | None = None
    ) -> None:
        self._measures = measures
        self._state = state
        self._lock = threading.Lock()
        self._kept: tuple[float, list[SeriesReading]] = (float("-inf"), [])

    def written(self) -> tuple[bytes, str]:
        """Return the text, and its media type."""
        # Imported only where metrics are on: it takes as long as answering a page.
        prometheus = importlib.import_module("idp.web.metrics._prometheus")
        readings = [*self._measures.readings(), *self._current_state()]
        return prometheus.written(readings), prometheus.CONTENT_TYPE

    def _current_state(self) -> list[SeriesReading]:
        """Return the state of the database, at most five seconds old."""
        if self._state is None:
            return []
        with self._lock:
            at, kept = self._kept
            if time.monotonic() - at >= _KEPT_SECONDS:
                kept = self._read(self._state)
                self._kept = (time.monotonic(), kept)
        return kept

    @staticmethod
    def _read(state: Callable[[], Sequence[SeriesReading]]) -> list[SeriesReading]:
        try:
            return [SeriesReading(READABLE, (), (1.0,)), *state()]
        except Exception:  # noqa: BLE001 - monitoring is to report it, not to fail
            _log.exception("the state of the database cannot be read")
            return [SeriesReading(READABLE, (), (0.0,))]
