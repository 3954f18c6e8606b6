"""Signals and their deliveries."""

from enum import StrEnum

from msgspec import Struct

from idp.discreet import Discreet, Hidden
from idp.ids import AccountId, ClientId, Sid


class SignalKind(StrEnum):
    """What happened to an account."""

    SESSION_ENDED = "session_ended"
    """One session: `sid`."""
    SESSIONS_ENDED = "sessions_ended"
    """All of them but `sid`, when there is one."""
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - a kind
    ACCOUNT_DISABLED = "account_disabled"
    ACCOUNT_ENABLED = "account_enabled"
    ACCOUNT_CLOSED = "account_closed"
    """By its owner, who may reopen it for a while: that is signalled as `ACCOUNT_ENABLED`."""
    ACCOUNT_ERASED = "account_erased"
    """For good; every grant ended when it was closed."""
    ADDRESS_ADDED = "address_added"
    ADDRESS_REMOVED = "address_removed"
    SCHOOL_CLAIM_LOST = "school_claim_lost"
    """`gpi_email_verified` was true and is not any more."""

    @property
    def ends_sessions(self) -> bool:
        """Whether the session, or all of the account, is over."""
        return self in _ENDINGS


_ENDINGS = {
    SignalKind.SESSION_ENDED,
    SignalKind.SESSIONS_ENDED,
    SignalKind.ACCOUNT_DISABLED,
    SignalKind.ACCOUNT_CLOSED,
}


class Signal(Struct, frozen=True):
    """Something that happened, `at` a time in seconds."""

    id: int
    kind: SignalKind
    account_id: AccountId
    sid: Sid | None
    at: int


class Line(Struct, frozen=True):
    """The deliveries of one kind to one portal: to an address of its own, which fails by itself."""

    client_id: ClientId
    kind: str
    """Of its deliveries."""


class SignalDelivery(Discreet, frozen=True):
    """The delivery of one signal to one portal; times in seconds."""

    id: str
    """Also the `jti` of what is sent: the same at each attempt."""
    kind: str
    """The kind of message."""
    client_id: ClientId
    account_id: AccountId
    sid: Sid | None
    at: int
    """When it happened."""
    content: Hidden[str | None] = None
    """Data that only its kind reads."""
    attempts: int = 0
    leased_until: int = 0
    expires_at: int = 0

    @property
    def line(self) -> Line:
        """The line that delivers it."""
        return Line(self.client_id, self.kind)
