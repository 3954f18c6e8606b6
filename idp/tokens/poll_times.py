"""When clients last polled for their requests (RFC 8628 §3.5), in this process."""

import threading
from collections import OrderedDict

_MOST_KEPT = 10_000


class PollTimes:
    """Times in seconds of the last polls, for the most recent requests.

    In memory, so that a poll writes nothing. Each process has its own: a client that polls too soon
    is noticed by a process that it asks twice.
    """

    def __init__(self) -> None:
        self._times: OrderedDict[bytes, int] = OrderedDict()
        self._one_at_a_time = threading.Lock()

    def note(self, id_hash: bytes, now: int) -> int | None:
        """Store a poll at `now`, and return the time of the one before."""
        with self._one_at_a_time:
            before = self._times.pop(id_hash, None)
            self._times[id_hash] = now
            if len(self._times) > _MOST_KEPT:
                self._times.popitem(last=False)
        return before
