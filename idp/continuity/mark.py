"""The recorded position of a database, to compare with its present one."""

from msgspec import Struct

from idp.audit.records import Head


class HighWaterMark(Struct, frozen=True):
    """The end of the record of events, and when the database was restored and at work (seconds)."""

    seq: int
    hash: bytes
    restored_at: int
    seen_at: int


class DatabasePosition(Struct, frozen=True):
    """The database's present position."""

    head: Head
    restored_at: int
    restored_seq: int
    """The last event when it was restored."""
    seen_at: int
    refused_at: int | None
    """Since when a machine that remembers more refuses it."""

    @property
    def mark(self) -> HighWaterMark:
        """The mark to record."""
        return HighWaterMark(self.head.seq, self.head.hash, self.restored_at, self.seen_at)


class Restoration(Struct, frozen=True):
    """The row of `restoration`; `DatabasePosition` describes its members."""

    restored_at: int
    restored_seq: int
    seen_at: int
    refused_at: int | None
