"""When a key's next change is safe, and when it is due (OpenID Connect Core §10.1.1)."""

from collections.abc import Iterable

from idp.clock import DAY, MINUTE
from idp.keys.record import KeyRecord, KeyState
from idp.settings import KeySettings, TokenSettings


class TimeLine:
    """The moments of a key's life, in seconds since 1970; None for those that do not come."""

    def __init__(self, keys: KeySettings, tokens: TokenSettings) -> None:
        self._lead_seconds = keys.publication_lead_seconds
        self._period_seconds = keys.rotation_days * DAY
        # A token signed in the last second of a key lives this long, plus a verifier's leeway.
        longest = max(tokens.longest_id_token_seconds, tokens.access_token_seconds)
        self._overlap_seconds = longest + keys.jwks_max_age_seconds + MINUTE

    def safe_to_activate_at(self, record: KeyRecord) -> int:
        """Return the second from which every relying party has had time to fetch the key."""
        return record.published_at + self._lead_seconds

    def published_by(self, now: int) -> int:
        """Return when a key must have been published to be safe to activate `now`."""
        return now - self._lead_seconds

    def safe_to_remove_at(self, record: KeyRecord) -> int | None:
        """Return the second from which nothing the key signed is alive; None while it signs."""
        if record.retired_at is None:
            return None
        return record.retired_at + self._overlap_seconds

    def retired_by(self, now: int) -> int:
        """Return when a key must have been retired to be safe to remove `now`."""
        return now - self._overlap_seconds

    def next_at(self, record: KeyRecord) -> int | None:
        """Return the second from which the next change of a pending or retired key is safe."""
        if record.state is KeyState.PENDING:
            return self.safe_to_activate_at(record)
        return self.safe_to_remove_at(record) if record.state is KeyState.RETIRED else None

    def scheduled_at(self, active: KeyRecord) -> int | None:
        """Return when a key has signed for as long as it is to, None for never."""
        if active.activated_at is None or not self._period_seconds:
            return None
        return active.activated_at + self._period_seconds

    def successor_due_at(self, active: KeyRecord) -> int | None:
        """Return by when a key's successor must be published to follow it on the day."""
        scheduled_at = self.scheduled_at(active)
        return None if scheduled_at is None else scheduled_at - self._lead_seconds

    @property
    def has_schedule(self) -> bool:
        """Whether keys turn by themselves: then each always has a successor that is published."""
        return self._period_seconds > 0

    def due_at(self, record: KeyRecord, records: Iterable[KeyRecord]) -> int | None:
        """Return when the worker moves a key on, given all `records`; None when it never does."""
        if record.state is not KeyState.PENDING:
            return self.next_at(record)
        safe_at = self.safe_to_activate_at(record)
        active = next((each for each in records if _is_before(each, record)), None)
        if active is None:
            return safe_at
        wanted = (record.asked_at, self.scheduled_at(active))
        first_at = min((at for at in wanted if at is not None), default=None)
        return None if first_at is None else max(safe_at, first_at)


def _is_before(record: KeyRecord, successor: KeyRecord) -> bool:
    return record.state is KeyState.ACTIVE and record.algorithm == successor.algorithm
