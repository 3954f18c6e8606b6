"""The queue of requests that were turned away with a password: their order, and when each retries.

Each process knows those that it turned away. They may retry at any other, which has turned away as
many: so one process's queue estimates all, and nothing is shared. Seconds are of a monotonic clock.
"""

import heapq
import secrets
import threading

from idp.errors import TooBusyError
from idp.shares import Share

_SOON_SECONDS = 4.0
"""A request whose turn is this near gets any free place."""
_SOONEST_SECONDS, _SPREAD_SECONDS = 1.0, 1.0
_LATEST_SECONDS = 15.0
"""The longest delay before a retry: the queue may be empty by then."""
_MOST_WAITED_SECONDS = 60
"""The longest wait that counts, so that an old form does not come before everybody."""
_MOST_KNOWN = 1_000
_WEIGHT_OF_LAST = 0.1


class WaitingLine:
    """Admits to `share`, where `places` threads compute, and tells others when to retry."""

    def __init__(self, share: Share, places: int) -> None:
        self._share = share
        self._sparing = max(1, share.places - places)
        """How many places are kept for those whose turn is near; at least one."""
        self._pace_seconds = 0.1
        """The mean time between the ends of two turns under load."""
        self._ended_at = 0.0
        self._expected: list[tuple[float, float]] = []
        """When each retries, soonest first, and since when it waits."""
        self._lock = threading.Lock()

    def take(self, waited_seconds: float, now: float) -> None:
        """Take a place, a kept one if the turn is near.

        Raises TooBusyError with the seconds to a retry, which is expected then.
        """
        with self._lock:
            before = self._seconds_before(waited_seconds, now)
            if self._share.take(sparing=0 if before < _SOON_SECONDS else self._sparing):
                return
            # Random, so that requests that were turned away together do not retry together.
            by_chance = _SPREAD_SECONDS * secrets.randbelow(1000) / 1000
            # Half the time: those before may be fewer by then, and no place should be unused.
            seconds = _SOONEST_SECONDS + by_chance + min(before / 2, _LATEST_SECONDS)
            if len(self._expected) < _MOST_KNOWN:
                heapq.heappush(self._expected, (now + seconds, _since(waited_seconds, now)))
        raise TooBusyError(seconds)

    def leave(self, began: float, now: float) -> None:
        """Give back the place taken at `began`, and update the mean time of a turn."""
        with self._lock:
            taken = now - max(began, self._ended_at)
            self._pace_seconds += _WEIGHT_OF_LAST * (taken - self._pace_seconds)
            self._ended_at = now
        self._share.leave()

    def _seconds_before(self, waited_seconds: float, now: float) -> float:
        """Return how long the requests take that wait longer."""
        while self._expected and self._expected[0][0] <= now:
            heapq.heappop(self._expected)
        mine = _since(waited_seconds, now)
        return self._pace_seconds * sum(since < mine for _, since in self._expected)


def _since(waited_seconds: float, now: float) -> float:
    return now - min(waited_seconds, _MOST_WAITED_SECONDS)
