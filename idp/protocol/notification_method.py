"""The methods that notify portals (OpenID Connect Back-Channel Logout 1.0 §2.5)."""

from collections.abc import Mapping
from typing import Protocol

from msgspec import field

from idp.discreet import Discreet, Hidden
from idp.signals import SignalDelivery
from idp.signals.signals import Batch
from idp.storage import Transaction
from idp.tokens.relying_clients import RelyingClients


class Post(Discreet, frozen=True):
    """A request to a portal."""

    uri: str
    body: bytes
    content_type: str
    headers: Hidden[Mapping[str, str]] = field(default_factory=dict)
    repeats: bool = True
    """Whether it is sent again after it was refused, or led elsewhere (3xx, 4xx)."""


class NotificationMethod(Protocol):
    """One method: which portals receive which signals, and in what form."""

    kind: str
    """Of its deliveries."""

    def expand(self, tx: Transaction, batch: Batch, concerned: RelyingClients) -> None:
        """Keep a delivery for each concerned portal that is notified by this method."""

    def compose(self, delivery: SignalDelivery) -> Post | None:
        """Return the request to send; None when the portal no longer wants it."""
