"""Settings of what portals are told."""

from msgspec import Struct

from idp.clock import DAY


class SignalSettings(Struct, frozen=True):
    """Telling portals that a session ended, or that an address left a child's file."""

    places: int = 32
    """Threads of the worker that may wait for portals at a time."""
    places_per_portal: int = 8
    """How many of them at one address of a portal; one alone while that does not answer."""
    give_up_seconds: int = DAY
    """How long a portal that does not answer is tried."""
    held_seconds: int = 7 * DAY
    """How long a security event waits for a portal that fetches its own, or paused its stream."""
    poll_seconds: int = 10
    """How long a portal that fetches its own may be kept waiting for an event; 0: not at all."""
    retry_seconds: tuple[int, ...] = (5, 30, 120, 600, 1800)
    """How long to wait before each new try; the last one for all that follow."""
