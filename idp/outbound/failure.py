"""How a call to somebody else's server can fail."""

from enum import StrEnum


class Failure(StrEnum):
    """The kinds of failure that callers distinguish."""

    REFUSED = "refused"
    """The address is none that this provider may call; retrying changes nothing."""
    UNREACHABLE = "unreachable"
    """No name, no connection, no TLS, or no HTTP."""
    SLOW = "slow"
    """The time was over."""
    TOO_LARGE = "too_large"
    """More came than may come."""
    BUSY = "busy"
    """As many threads as allowed wait for answers already."""


class OutboundError(Exception):
    """A call that brought no answer. Its text is for the log of an operator, never for a page."""

    def __init__(self, failure: Failure, why: str) -> None:
        self.failure = failure
        super().__init__(f"{failure}: {why}")
