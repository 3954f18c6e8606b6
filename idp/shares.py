"""How many threads of a process may do slow work, so that the others answer quick requests.

A process has few threads, and requests that find none free wait in line, whatever they ask for.
So hashing, long bodies, long polls and calls to other servers get a share each, and all of them
together leave a quarter of the threads free. A request without a place gets a `Retry-After`.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from idp.errors import TooBusyError


class Share:
    """At most `places` threads at a time, each of which takes a place of `within` too."""

    def __init__(self, places: int, within: "Share | None" = None) -> None:
        self.places = places
        self._within = within
        self._taken = 0
        self._count = threading.Lock()

    def take(self, *, sparing: int = 0) -> bool:
        """Take a place if more than `sparing` are free, without waiting; `leave` gives it back."""
        with self._count:
            if self._taken + sparing >= self.places:
                return False
            if self._within is not None and not self._within.take():
                return False
            self._taken += 1
        return True

    def leave(self) -> None:
        """Give the place back."""
        if self._within is not None:
            self._within.leave()
        with self._count:
            self._taken -= 1

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Hold a place. Raises TooBusyError when there is none."""
        if not self.take():
            raise TooBusyError.soon()
        try:
            yield
        finally:
            self.leave()


class Shares:
    """The shares of a process that answers with `threads` threads."""

    def __init__(self, threads: int) -> None:
        self.slow = Share(max(1, threads - max(1, threads // 4)))
        """All slow work together; a process of one thread does it in that one."""
        self.hashing = Share(max(1, threads // 2), self.slow)
        """Checking and hashing passwords, waiting for it included."""
        self.bodies = Share(max(1, threads // 4), self.slow)
        """Reading bodies that are longer than a form."""
        self.polls = Share(min(threads - 1, max(1, threads // 4)), self.slow)
        """Long polls of portals."""
