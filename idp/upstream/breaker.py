"""A circuit breaker for the calls to one provider, in one process."""

import threading
import time

_FAILURES_THAT_OPEN = 3
_OPEN_SECONDS = 15.0


class Breaker:
    """Opens after one call that used up its time, or three that failed; closes by itself.

    While it is open nobody waits. Once a while has passed, one call at a time is let through, and
    the first that succeeds closes it.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._failures = 0
        self._try_at = 0.0

    @property
    def is_closed(self) -> bool:
        """Whether calls go through."""
        return self._failures < _FAILURES_THAT_OPEN

    def may_call(self) -> bool:
        """Return whether to call now; when the breaker is open, this takes the one trial."""
        if self.is_closed:
            return True
        with self._lock:
            now = time.monotonic()
            if now < self._try_at:
                return False
            self._try_at = now + _OPEN_SECONDS
            return True

    def succeeded(self) -> None:
        """Note an answer."""
        with self._lock:
            self._failures = 0

    def failed(self, *, slowly: bool) -> None:
        """Note that a call failed; `slowly` when it used up its time."""
        with self._lock:
            self._failures = _FAILURES_THAT_OPEN if slowly else self._failures + 1
            self._try_at = time.monotonic() + _OPEN_SECONDS
