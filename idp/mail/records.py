"""Rows of the outbox."""

from msgspec import Struct


class Fate(Struct, frozen=True):
    """The outcome of a message."""

    id: str
    state: str
    created_at: int
    answered_at: int | None
    answer: str | None


class PastRow(Struct, frozen=True):
    """A recent message to an address."""

    kind: str
    state: str
    attempts: int
    created_at: int
    answered_at: int | None
    answer: str | None


class Backlog(Struct, frozen=True):
    """How many messages wait, and when the first of each state was due."""

    count: int
    queued_at: int | None
    deferred_at: int | None
    sending_at: int | None


class LeasedRow(Struct, frozen=True):
    """A message that was leased."""

    id: str
    recipient_sealed: bytes
    message_sealed: bytes
    attempts: int
    expires_at: int
    created_at: int
    kind: str
