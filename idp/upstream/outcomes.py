"""How a sign-in at another provider can fail; each outcome has a sentence and a next step."""

from enum import StrEnum


class UpstreamOutcome(StrEnum):
    """The outcome shown to the person; details are only logged."""

    CANCELLED = "cancelled"
    """The person turned back: no error, only the choice again."""
    APPROVAL_NEEDED = "approval"
    """An administrator of the person's organisation must allow this application."""
    WRONG_ACCOUNT = "account"
    """An account of a kind, or of an organisation, that cannot come in here."""
    BLOCKED = "blocked"
    """The organisation's rules (a device, a place, a further factor) do not let the person in."""
    ACCOUNT_TROUBLE = "trouble"
    """The account there is locked, disabled, or its password has expired."""
    TOO_YOUNG = "minor"
    OVER = "over"
    """The way took too long, was gone twice, or began in another browser."""
    OUR_FAULT = "ours"
    """Our registration or credential there: an administrator of ours has to act."""
    UNAVAILABLE = "down"
    """No answer, or not now."""
    NOT_TRUSTED = "untrusted"
    """The answer failed a check."""


class UpstreamError(Exception):
    """A sign-in at a provider that failed.

    `detail` is for the log: it names a check or a provider's error number, never what an answer
    said. `correlation` is the provider's own name for the event.
    """

    def __init__(self, outcome: UpstreamOutcome, detail: str, correlation: str = "") -> None:
        self.outcome = outcome
        self.detail = detail
        self.correlation = correlation
        super().__init__(f"{outcome}: {detail}")
