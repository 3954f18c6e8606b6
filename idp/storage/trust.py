"""Which connections are still used."""

import time

_DISTRUST_EVERY_SECONDS = 1.0


class Trust:
    """Which connections of a process are still used.

    When one is found dead, the server was restarted or replaced: older ones are dead too, and are
    replaced when next checked out, without a query to the server.
    """

    def __init__(self) -> None:
        self._since = float("-inf")

    def withdraw(self) -> None:
        """Stop using every connection made until now."""
        self._since = time.monotonic()

    def withdraw_soon(self) -> None:
        """Do so, unless it was done within the last second: many threads find out together."""
        if time.monotonic() - self._since > _DISTRUST_EVERY_SECONDS:
            self.withdraw()

    def holds(self, born_at: float) -> bool:
        """Return whether a connection made at `born_at` may still be used (`time.monotonic`)."""
        return born_at > self._since
