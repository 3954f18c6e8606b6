"""Which additions are recent: a recovery suspends them, unless a second proof stood behind them."""

from idp.clock import Clock
from idp.settings import RecoverySettings


class Recent:
    """The time for which an account is asked again what was added to it."""

    def __init__(self, *, clock: Clock, settings: RecoverySettings) -> None:
        self._clock = clock
        self._seconds = settings.recent_seconds

    @property
    def since(self) -> int:
        """The second after which what was added is recent."""
        return self.before(self._clock.seconds())

    def before(self, at: int) -> int:
        """Return the second after which what was added was recent at the time `at`."""
        return at - self._seconds

    def is_settled(self, added_at: int, second_proof_at: int | None) -> bool:
        """Return whether a recovery would leave it be, so that it may prove something itself."""
        return second_proof_at is not None or added_at <= self.since
