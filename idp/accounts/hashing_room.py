"""How many passwords a process hashes at once: memory and processor time are bounded by it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from idp.errors import TooBusyError

_RETRY_AFTER_SECONDS = 3


class HashingRoom:
    """`places` hashes at once, `waiting` requests in front of the door, no more."""

    def __init__(self, *, places: int, waiting: int) -> None:
        self._places = threading.Semaphore(places)
        self._allowed = threading.Semaphore(places + waiting)

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Wait for a place, and hold it. Raises TooBusyError when too many wait already."""
        if not self._allowed.acquire(blocking=False):
            raise TooBusyError(_RETRY_AFTER_SECONDS)
        try:
            with self._places:
                yield
        finally:
            self._allowed.release()
