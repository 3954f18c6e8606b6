"""Every part of the house, built once and handed on by name; nothing else calls constructors.

A file a storey, each standing on the one below: services and ground, subjects, tokens, protocol,
journeys, the entrance of administrators, their desk. A part is wired where its floor is, from
what is already there.
"""

from idp.clock import Clock, SystemClock
from idp.parts.desk import WithDesk
from idp.settings import Settings


class Parts(WithDesk):
    """The house; doors, worker and command line take from it what they need."""


def build(settings: Settings, clock: Clock | None = None) -> Parts:
    """Return the house for `settings`.

    Raises SettingsError when the key-encryption key or the database is not ready.
    """
    return Parts(settings, clock or SystemClock())


__all__ = ["Parts", "build"]
