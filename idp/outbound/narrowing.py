"""Closer bounds, for what a client or a stranger can make us fetch."""

from dataclasses import replace

from idp.settings import OutboundSettings

_MOST_SECONDS = 3.0
_MOST_BYTES = 65_536


def narrowed(settings: OutboundSettings) -> OutboundSettings:
    """Return `settings` with less time, fewer bytes and a single place.

    Whoever knows the address can make us call it: a slow answer holds one place, never one that a
    sign-in elsewhere needs.
    """
    return replace(
        settings,
        total_seconds=min(settings.total_seconds, _MOST_SECONDS),
        largest_bytes=min(settings.largest_bytes, _MOST_BYTES),
        places=1,
    )
