"""How many passwords a process works on at once: memory, processors and threads are bounded."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from idp.accounts.waiting_line import WaitingLine
from idp.errors import TooBusyError
from idp.measures import Family, Measures, MetricKind
from idp.settings import Settings
from idp.shares import Share

_WAITED = Family(
    name="parvis_password_hash_wait_seconds",
    tells="How long a password waited for its turn to be weighed or hashed.",
    kind=MetricKind.HISTOGRAM,
    bounds=(0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5),
)
_TURNED_AWAY = Family(
    name="parvis_password_hashes_refused_total",
    tells="Requests that were answered 503, because too many passwords waited already.",
)


def places_for(settings: Settings, threads: int, cores: int | None = None) -> int:
    """Return how many of `threads` may compute at once: the process's share of the cores."""
    cores = cores or len(os.sched_getaffinity(0))
    wanted = settings.passwords.parallel_hashes or cores // max(1, settings.server.workers)
    return max(1, min(wanted, threads))


class HashingPlaces:
    """As many threads as `share` admits; `places` of them compute, the others wait."""

    def __init__(self, *, share: Share, places: int, measures: Measures) -> None:
        self._waited = measures.histogram(_WAITED)
        self._turned_away = measures.counter(_TURNED_AWAY)
        self._inside = self._admitted = 0
        self._count = threading.Lock()
        self.places, self.most_waiting = places, share.places - places
        self._computing = threading.Semaphore(places)
        self._mine = threading.local()
        self._line = WaitingLine(share, places)
        self._told: Callable[[bool], None] | None = None

    def tell(self, told: Callable[[bool], None]) -> None:
        """Call `told` with whether any thread computes, each time that this changes."""
        self._told = told

    @property
    def inside(self) -> int:
        """How many passwords are being hashed now."""
        return self._inside

    @property
    def waiting(self) -> int:
        """How many requests wait to hash one."""
        return self._admitted - self._inside

    @contextmanager
    def admitted(self, *, waited_seconds: float = 0.0) -> Iterator[None]:
        """Reserve a place for all the work on a password; a nested call adds nothing.

        Longest wait first: a place for computing is free to anybody, a place in the queue only to
        those whose turn is near. Raises TooBusyError when there is none.
        """
        if getattr(self._mine, "is_admitted", False):
            yield
            return
        began = time.monotonic()
        try:
            self._line.take(waited_seconds, began)
        except TooBusyError:
            self._turned_away.add()
            raise
        self._mine.is_admitted = True
        self._change(admitted=1)
        try:
            yield
        finally:
            self._change(admitted=-1)
            self._mine.is_admitted = False
            self._line.leave(began, time.monotonic())

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Wait for a computing place, and hold it. Raises TooBusyError as `admitted` does."""
        with self.admitted():
            began = time.perf_counter()
            with self._computing:
                self._waited.observe(time.perf_counter() - began)
                self._change(inside=1)
                try:
                    yield
                finally:
                    self._change(inside=-1)

    def _change(self, *, inside: int = 0, admitted: int = 0) -> None:
        with self._count:
            before = self._inside
            self._inside += inside
            self._admitted += admitted
            if self._told is not None and bool(before) != bool(self._inside):
                self._told(bool(self._inside))
