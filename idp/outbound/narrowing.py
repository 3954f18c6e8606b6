"""Stricter limits, for requests that a client or a stranger can cause."""

from msgspec.structs import replace

from idp.settings import OutboundSettings

_MOST_SECONDS = 3.0
_MOST_BYTES = 65_536


def narrowed(settings: OutboundSettings) -> OutboundSettings:
    """Return `settings` with less time, fewer bytes and a single place.

    A slow answer then holds only this place, never one that a sign-in at another provider needs.
    """
    return replace(
        settings,
        total_seconds=min(settings.total_seconds, _MOST_SECONDS),
        largest_bytes=min(settings.largest_bytes, _MOST_BYTES),
        places=1,
    )
