"""Those whose password was turned away and who come again: who is first, and when each is to come.

Each process knows those that it turned away itself. They may come again to any other, which has
turned away as many: what one process knows of the line is good for all, and nothing is shared.
Seconds are those of a clock that never goes back.
"""

import heapq
import secrets
import threading

from idp.errors import TooBusyError
from idp.shares import Share

_SOON_SECONDS = 4.0
"""Whose turn is as near as that is let in when there is room."""
_SOONEST_SECONDS, _SPREAD_SECONDS = 1.0, 1.0
_LATEST_SECONDS = 15.0
"""Nobody sits out a crowd for longer that has gone home meanwhile."""
_MOST_WAITED_SECONDS = 60
"""What is older comes no earlier: a form that somebody kept is soon in front of nobody."""
_MOST_KNOWN = 1_000
_WEIGHT_OF_LAST = 0.1


class WaitingLine:
    """Admits to `share`, where `places` threads compute, and says to others when to come again."""

    def __init__(self, share: Share, places: int) -> None:
        self._share = share
        self._sparing = max(1, share.places - places)
        """How many places are kept for those whose turn has come; the last one always."""
        self._pace_seconds = 0.1
        """From the end of one turn to the end of the next, while there is no pause."""
        self._ended_at = 0.0
        self._expected: list[tuple[float, float]] = []
        """When each is to come again, soonest first, and since when it waits."""
        self._lock = threading.Lock()

    def take(self, waited_seconds: float, now: float) -> None:
        """Take a place that is this one's by now, or that nobody else computes at.

        Raises TooBusyError when there is none; who is told to come again is expected.
        """
        with self._lock:
            before = self._seconds_before(waited_seconds, now)
            if self._share.take(sparing=0 if before < _SOON_SECONDS else self._sparing):
                return
            # By chance, so that those who were told together do not come together.
            by_chance = _SPREAD_SECONDS * secrets.randbelow(1000) / 1000
            # Halfway: those before may be fewer by then, and a place must not stand empty.
            seconds = _SOONEST_SECONDS + by_chance + min(before / 2, _LATEST_SECONDS)
            if len(self._expected) < _MOST_KNOWN:
                heapq.heappush(self._expected, (now + seconds, _since(waited_seconds, now)))
        raise TooBusyError(seconds)

    def leave(self, began: float, now: float) -> None:
        """Give the place back that was taken when it `began`, and learn how long a turn takes."""
        with self._lock:
            taken = now - max(began, self._ended_at)
            self._pace_seconds += _WEIGHT_OF_LAST * (taken - self._pace_seconds)
            self._ended_at = now
        self._share.leave()

    def _seconds_before(self, waited_seconds: float, now: float) -> float:
        """Return how long those take who wait since before."""
        while self._expected and self._expected[0][0] <= now:
            heapq.heappop(self._expected)
        mine = _since(waited_seconds, now)
        return self._pace_seconds * sum(since < mine for _, since in self._expected)


def _since(waited_seconds: float, now: float) -> float:
    return now - min(waited_seconds, _MOST_WAITED_SECONDS)
