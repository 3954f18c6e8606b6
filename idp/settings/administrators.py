"""Administrators: how long they stay signed in."""

from msgspec import Struct

from idp.clock import DAY, HOUR, MINUTE
from idp.errors import SettingsError


class AdministratorSettings(Struct, frozen=True):
    """Those who run the house; their sessions are shorter than parents'."""

    idle_seconds: int = 30 * MINUTE
    """A session ends when nobody used it for so long."""
    session_seconds: int = 10 * HOUR
    """And after so long whatever happens: a day of work."""
    fresh_seconds: int = 15 * MINUTE
    """How long ago one may have proven who one is to change keys, portals, roles or registry."""
    invitation_seconds: int = 2 * DAY
    """How long an invited administrator has to come; `parvis admin bootstrap` gives one hour."""

    configuration_directory: str = ""
    """What `parvis apply` was run with: `parvis doctor` says what differs; empty: nothing."""

    def __post_init__(self) -> None:
        """Refuse what cannot work."""
        for name in ("idle_seconds", "session_seconds", "fresh_seconds", "invitation_seconds"):
            if getattr(self, name) < MINUTE:
                raise SettingsError(f"administrators.{name} must be at least {MINUTE}")
