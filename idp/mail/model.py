"""The shapes of mail: a message's fate, what a mail server answered, what is attached."""

from dataclasses import dataclass, field
from enum import StrEnum

from msgspec import Struct

NOBODY = "personne@parvis.invalid"
"""Who is written to where nobody must be, and the time that it takes would tell so: the worker
drops such a message. No mail server has this name (RFC 2606 §2)."""


class Brand(Struct, frozen=True):
    """Who a message speaks for: a name in a band of colour (`#rrggbb`), and what is written on it.

    No logo: whoever serves a picture is told when, and from where, the message is read.
    """

    name: str
    fill: str = "#095797"
    text: str = "#ffffff"


class DeliveryState(StrEnum):
    """What became of a message, as far as the first mail server tells."""

    QUEUED = "queued"
    SENT = "sent"
    """The mail server took it."""
    DEFERRED = "deferred"
    """It could not be reached, or said to come back later; we do."""
    REFUSED = "refused"
    """It said no, for good."""
    EXPIRED = "expired"
    """It was deferred until the message was of no more use."""


class MessageDelivery(Struct, frozen=True):
    """A message's fate. Times in seconds.

    `answer` is the mail server's code (`550 5.1.1`), `unreachable`, or `unconfirmed` when it took
    the whole message and did not answer; never its words, which may hold the address.
    """

    state: DeliveryState
    created_at: int
    answered_at: int | None
    answer: str | None


class Sent(Struct, frozen=True):
    """A message to somebody, as it is remembered: of which kind, and its fate, not what it said."""

    kind: str
    attempts: int
    delivery: MessageDelivery

    @property
    def delay_seconds(self) -> int | None:
        """How long the mail server took to take it; None when it did not, or not yet."""
        if self.delivery.state is not DeliveryState.SENT or self.delivery.answered_at is None:
            return None
        return self.delivery.answered_at - self.delivery.created_at


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a message; `media_type` like `image/png`."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


class MailReply(Struct, frozen=True):
    """What one attempt of delivery came to; `text` as in `MessageDelivery.answer`."""

    state: DeliveryState
    text: str


@dataclass(frozen=True, slots=True)
class Leased:
    """A message that this worker alone may deliver, while it renews its lease."""

    id: str
    recipient: str = field(repr=False)
    message: bytes = field(repr=False)
    attempts: int
    expires_at: int
    kind: str
    """What it says: `templates/mail/<kind>/`."""
    created_at: int
