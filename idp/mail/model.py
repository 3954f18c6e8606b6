"""The data of mail: a message, its outcome, the mail server's answer, attachments."""

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct

from idp.discreet import Discreet, Hidden

NOBODY = "personne@parvis.invalid"
"""The recipient where nobody must be written to, so that it takes the same time: the worker drops
such a message. No mail server has this name (RFC 2606 §2)."""


class Brand(Struct, frozen=True):
    """The sender shown in a message: a name in a band of colour (`#rrggbb`), and the text's colour.

    No logo: the server of a picture learns when, and from where, the message is read.
    """

    name: str
    fill: str = "#095797"
    text: str = "#ffffff"


class DeliveryState(StrEnum):
    """The outcome of a message, as far as the first mail server says."""

    QUEUED = "queued"
    SENT = "sent"
    """The mail server accepted it."""
    DEFERRED = "deferred"
    """The server could not be reached, or deferred it; it is sent again."""
    REFUSED = "refused"
    """The server refused it for good."""
    EXPIRED = "expired"
    """It was deferred until it expired."""


class MessageDelivery(Struct, frozen=True):
    """A message's outcome. Times in seconds.

    `answer` is the mail server's code (`550 5.1.1`), `unreachable`, or `unconfirmed` when it got
    the whole message and did not answer; never its text, which may hold the address.
    """

    state: DeliveryState
    created_at: int
    answered_at: int | None
    answer: str | None


class Sent(Struct, frozen=True):
    """A message as it is kept: its kind and outcome, not its text."""

    kind: str
    attempts: int
    delivery: MessageDelivery

    @property
    def delay_seconds(self) -> int | None:
        """How long until the mail server accepted it; None when it has not."""
        if self.delivery.state is not DeliveryState.SENT or self.delivery.answered_at is None:
            return None
        return self.delivery.answered_at - self.delivery.created_at


class Attachment(Discreet, frozen=True):
    """A file that goes with a message; `media_type` like `image/png`."""

    name: str
    media_type: str
    content: Hidden[bytes]


class Message(Discreet, frozen=True, kw_only=True):
    """A message to be sent: `values` fill in the templates of `kind` (`templates/mail/<kind>/`)."""

    kind: str
    recipient: Hidden[str]
    locale: str
    values: Hidden[Mapping[str, str]]
    reply_to: Hidden[str | None] = None
    attachment: Attachment | None = None
    brand: Brand | None = None
    """Who it speaks for; None for this service."""


class MailReply(Struct, frozen=True):
    """The outcome of one attempt; `text` as in `MessageDelivery.answer`."""

    state: DeliveryState
    text: str


UNCONFIRMED = MailReply(DeliveryState.DEFERRED, "unconfirmed")
"""The server got the whole message, and did not answer whether it accepted it."""


class Leased(Discreet, frozen=True):
    """A message that this worker alone may deliver, while it renews its lease."""

    id: str
    recipient: Hidden[str]
    message: Hidden[bytes]
    attempts: int
    expires_at: int
    kind: str
    """Its text: `templates/mail/<kind>/`."""
    created_at: int
