"""What rows of the counts are read as; times in seconds."""

from msgspec import Struct


class DailyCount(Struct, frozen=True):
    """How often something happened on the day that begins at `day_at`."""

    day_at: int
    subject: str
    way: str
    outcome: str
    amount: int


class CountingProgress(Struct, frozen=True):
    """The number of the last event that is counted, and when somebody looked last."""

    seq: int
    counted_at: int
