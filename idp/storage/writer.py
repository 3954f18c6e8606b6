"""The one writer of a SQLite database, within a process: its turns, in the order of arrival."""

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from idp.errors import DatabaseUnavailableError


class Waiting:
    """Who waits for its turn to write."""

    def __init__(self, seconds: float) -> None:
        self.until = time.monotonic() + seconds
        self.has_turn = False
        self.woken = threading.Lock()
        self.woken.acquire()

    @property
    def seconds_left(self) -> float:
        """How long it may wait still."""
        return max(0.0, self.until - time.monotonic())


Kind = TypeVar("Kind", bound=Waiting)


class Writer:
    """A lock with the database's own timeout, handed to whoever waited longest.

    One that any thread may take would be taken again by the one that just left it: it runs, and
    those that it woke wait for a processor.
    """

    def __init__(self, longest_wait_seconds: float) -> None:
        self.longest_wait_seconds = longest_wait_seconds
        self._lock = threading.Lock()
        self._is_taken = False
        self._queue: deque[Waiting] = deque()

    @contextmanager
    def within(self) -> Iterator[None]:
        """Be the writer in the block. Raises DatabaseUnavailableError when the wait is over."""
        self.take(Waiting(self.longest_wait_seconds))
        try:
            yield
        finally:
            self.hand_on()

    def take(self, mine: Waiting) -> None:
        """Return when it is the turn of `mine`, or when it is woken because all is done.

        Raises DatabaseUnavailableError when the wait is over.
        """
        with self._lock:
            if not self._is_taken:
                self._is_taken = mine.has_turn = True
                return
            self._queue.append(mine)
        try:
            if mine.woken.acquire(timeout=mine.seconds_left):
                return
        except BaseException:  # of a signal, in the main thread
            if not self._withdrawn(mine) and mine.has_turn:
                self.hand_on()
            raise
        if self._withdrawn(mine):
            raise DatabaseUnavailableError("another transaction does not end")
        # Its turn comes right now; or it is being written, and whether that is kept is known at
        # the end.
        mine.woken.acquire()

    def _withdrawn(self, mine: Waiting) -> bool:
        """Take `mine` out of the queue; False: its turn came."""
        with self._lock:
            if mine not in self._queue:
                return False
            self._queue.remove(mine)
            return True

    def next_of(self, kind: type[Kind]) -> Kind | None:
        """Take the next in turn out of the queue, if it is of `kind`, to write for it."""
        with self._lock:
            if self._queue and isinstance(found := self._queue[0], kind):
                self._queue.popleft()
                return found
        return None

    def hand_on(self) -> None:
        """Give the turn to the next, if any waits."""
        with self._lock:
            following = self._queue.popleft() if self._queue else None
            self._is_taken = following is not None
            if following is not None:
                following.has_turn = True
                following.woken.release()
