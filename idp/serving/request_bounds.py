"""How long a request may take to arrive, and how much of what arrives is kept in memory."""

from msgspec import Struct

from idp.journeys.support import SCREENSHOT_BYTES
from idp.settings import ServerSettings

LEAST_BYTES_A_SECOND = 16_384
"""Bytes that arrive extend the time limit of the rest at this rate."""
MOST_HELD_BYTES = 32 << 20
"""Of all requests that arrive, before more than `body_bytes` of any one is kept."""
HEAD_BYTES = 65_536
"""The request line and the headers."""


class RequestBounds(Struct, frozen=True):
    """The bounds of one server."""

    body_seconds: int
    body_bytes: int
    """Of any request."""
    most_bytes: int
    """Of the largest one that a stranger may send."""


def bounds_of(settings: ServerSettings) -> RequestBounds:
    """Return the bounds that `settings` ask for."""
    return RequestBounds(
        body_seconds=settings.body_seconds,
        body_bytes=settings.body_bytes,
        most_bytes=settings.body_bytes + SCREENSHOT_BYTES,
    )
