"""Which additions are recent: a recovery suspends them, unless they had a second proof."""

from idp.clock import Clock
from idp.settings import RecoverySettings


class Recent:
    """For how long an addition is recent."""

    def __init__(self, *, clock: Clock, settings: RecoverySettings) -> None:
        self._clock = clock
        self._seconds = settings.recent_seconds

    @property
    def since(self) -> int:
        """The time in seconds after which additions are recent."""
        return self.before(self._clock.seconds())

    def before(self, at: int) -> int:
        """Return the time in seconds after which additions were recent at the time `at`."""
        return at - self._seconds

    def is_settled(self, added_at: int, second_proof_at: int | None) -> bool:
        """Return whether a recovery would not suspend it, so that it may prove something."""
        return second_proof_at is not None or added_at <= self.since
