"""When clients last asked what became of their requests (RFC 8628 §3.5), as this process saw it."""

import threading
from collections import OrderedDict

_MOST_KEPT = 10_000


class PollTimes:
    """Times of polls, in seconds, of the requests that were asked about last.

    In memory, so that a poll that only looks writes nothing. Another process remembers its own: a
    client that asks too soon is found out by the process that it meets twice.
    """

    def __init__(self) -> None:
        self._times: OrderedDict[bytes, int] = OrderedDict()
        self._one_at_a_time = threading.Lock()

    def note(self, id_hash: bytes, now: int) -> int | None:
        """Remember that the request is asked about `now`, and return when it was the last time."""
        with self._one_at_a_time:
            before = self._times.pop(id_hash, None)
            self._times[id_hash] = now
            if len(self._times) > _MOST_KEPT:
                self._times.popitem(last=False)
        return before
