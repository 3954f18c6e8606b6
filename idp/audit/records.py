"""What rows of the record of events are read as; times are in seconds."""

from msgspec import Struct

from idp.audit.event import Detail


class Head(Struct, frozen=True):
    """Both ends of the chain.

    `seq` and `hash` are those of the last row. `first_seq` is the first row that is kept, and
    `base_hash` the hash before it. No row is later than `latest_at`, and none more than `went_back`
    seconds older than a row before it.
    """

    seq: int
    hash: bytes
    first_seq: int
    base_hash: bytes
    latest_at: int
    went_back: int
    mac: bytes


class ChainedRow(Struct, frozen=True):
    """An event, all of it: after `hash` what that covers, in this order."""

    hash: bytes
    seq: int
    at: int
    kind: str
    actor: str
    subject: str | None
    client_id: str | None
    outcome: str
    request_id: str | None
    details: str


class RecordedEvent(Struct, frozen=True):
    """One event of the record; `details` JSON."""

    seq: int
    hash: bytes
    at: int
    kind: str
    subject: str | None
    client_id: str | None
    details: str


class Entry(Struct, frozen=True):
    """One event as it was recorded. `Event` says what the members mean."""

    seq: int
    at: int
    kind: str
    actor: str
    subject: str | None
    client_id: str | None
    outcome: str
    request_id: str | None
    details: dict[str, Detail]
