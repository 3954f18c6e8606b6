"""Limits the threads of a process at the database, so that one is left for other requests."""

import threading
import time
from contextlib import suppress
from types import TracebackType

from idp.errors import DatabaseUnavailableError

_STUCK_SECONDS = 1.0
"""A request's transaction takes milliseconds: if none ended for this long, none will."""


class _OfThread(threading.local):
    depth: int = 0


class Admission:
    """Places at the database; unlimited until `bound`.

    A thread that has a place needs no other.
    """

    def __init__(self, *, longest_wait_seconds: float) -> None:
        self._longest_wait_seconds = longest_wait_seconds
        # A list takes and gives in one step of the interpreter: without a lock, while one is free.
        self._free: list[None] | None = None
        self._waiting = 0
        self._entered: dict[int, float] = {}
        self._of_thread = _OfThread()
        self._left = threading.Condition()

    def bound(self, places: int) -> None:
        """Admit `places` threads at once, from now on; while none is in."""
        self._free = [None] * places

    def __enter__(self) -> None:
        """Take a place. Raises DatabaseUnavailableError when none becomes free."""
        mine = self._of_thread
        if mine.depth == 0 and (free := self._free) is not None:
            try:
                free.pop()
            except IndexError:
                self._wait(free)
            self._entered[threading.get_ident()] = time.monotonic()
        mine.depth += 1

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        """Give the place back."""
        mine = self._of_thread
        mine.depth -= 1
        if mine.depth or self._free is None:
            return
        # Not of who came in before there were places.
        if self._entered.pop(threading.get_ident(), 0.0):
            self._free.append(None)
            # Whoever waits counted itself before it looked for a place: it has found this one, or
            # it is seen here.
            if self._waiting:
                with self._left:
                    self._left.notify()

    def _wait(self, free: list[None]) -> None:
        until = time.monotonic() + self._longest_wait_seconds
        with self._left:
            self._waiting += 1
            try:
                while True:
                    with suppress(IndexError):
                        return free.pop()
                    # In one step too: others come and go meanwhile.
                    stuck_at = max([*self._entered.values()], default=until) + _STUCK_SECONDS
                    left = min(until, stuck_at) - time.monotonic()
                    if left <= 0:
                        raise DatabaseUnavailableError("every place at the database is taken")
                    self._left.wait(left)
            finally:
                self._waiting -= 1
