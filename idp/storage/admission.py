"""Limits the threads of a process at the database, so that one is left for other requests."""

import threading
import time
from types import TracebackType

from idp.errors import DatabaseUnavailableError

_STUCK_SECONDS = 1.0
"""A request's transaction takes milliseconds: if none ended for this long, none will."""


class Admission:
    """Places at the database; unlimited until `bound`.

    A thread that has a place needs no other.
    """

    def __init__(self, *, longest_wait_seconds: float) -> None:
        self._longest_wait_seconds = longest_wait_seconds
        self._places: int | None = None
        self._entered: dict[int, float] = {}
        self._depth = threading.local()
        self._left = threading.Condition()

    def bound(self, places: int) -> None:
        """Admit `places` threads at once, from now on."""
        self._places = places

    def __enter__(self) -> None:
        """Take a place. Raises DatabaseUnavailableError when none becomes free."""
        depth = getattr(self._depth, "value", 0)
        if depth == 0 and self._places is not None:
            with self._left:
                self._wait(self._places)
                self._entered[threading.get_ident()] = time.monotonic()
        self._depth.value = depth + 1

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        """Give the place back."""
        self._depth.value -= 1
        if self._depth.value == 0 and self._entered:
            with self._left:
                self._entered.pop(threading.get_ident(), None)
                self._left.notify()

    def _wait(self, places: int) -> None:
        until = time.monotonic() + self._longest_wait_seconds
        while len(self._entered) >= places:
            stuck_at = max(self._entered.values()) + _STUCK_SECONDS
            left = min(until, stuck_at) - time.monotonic()
            if left <= 0:
                raise DatabaseUnavailableError("every place at the database is taken")
            self._left.wait(left)
