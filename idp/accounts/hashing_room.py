"""How many passwords a process hashes at once: memory and processor time are bounded by it."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from idp.errors import TooBusyError
from idp.measures import Family, Kind, Measures

_RETRY_AFTER_SECONDS = 3
_WAITED = Family(
    name="parvis_password_hash_wait_seconds",
    tells="How long a password waited for its turn to be hashed.",
    kind=Kind.HISTOGRAM,
    bounds=(0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5),
)
_TURNED_AWAY = Family(
    name="parvis_password_hashes_refused_total",
    tells="Requests that were answered 503, because too many passwords waited already.",
)


class HashingRoom:
    """`places` hashes at once, `waiting` requests in front of the door, no more."""

    def __init__(self, *, places: int, waiting: int, measures: Measures) -> None:
        self._waited = measures.histogram(_WAITED)
        self._turned_away = measures.counter(_TURNED_AWAY)
        self._inside = self._admitted = 0
        self._count = threading.Lock()
        self._places = threading.Semaphore(places)
        self._allowed = threading.Semaphore(places + waiting)

    @property
    def inside(self) -> int:
        """How many passwords are being hashed now."""
        return self._inside

    @property
    def waiting(self) -> int:
        """How many wait for that."""
        return self._admitted - self._inside

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Wait for a place, and hold it. Raises TooBusyError when too many wait already."""
        if not self._allowed.acquire(blocking=False):
            self._turned_away.add()
            raise TooBusyError(_RETRY_AFTER_SECONDS)
        began = time.perf_counter()
        self._change(admitted=1)
        try:
            with self._places:
                self._waited.observe(time.perf_counter() - began)
                self._change(inside=1)
                try:
                    yield
                finally:
                    self._change(inside=-1)
        finally:
            self._change(admitted=-1)
            self._allowed.release()

    def _change(self, *, inside: int = 0, admitted: int = 0) -> None:
        with self._count:
            self._inside += inside
            self._admitted += admitted
