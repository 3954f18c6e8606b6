"""Portals: how long their secrets live, and who hears that one ends."""

from msgspec import Struct

from idp.clock import DAY, MINUTE
from idp.errors import SettingsError

_SHORTEST_SECRET_SECONDS = DAY


class PortalSettings(Struct, frozen=True):
    """What administrators give portals."""

    secret_seconds: int = 365 * DAY
    """How long a new secret lives, unless whoever makes it says otherwise; 0: until replaced."""
    overlap_seconds: int = 14 * DAY
    """How long the secret before it still works: time for the portal to take the new one."""
    warning_days: tuple[int, ...] = (60, 30, 14, 7, 1)
    """How many days before a secret ends the operators hear of it."""
    warning_addresses: tuple[str, ...] = ()
    """Who is written to; empty: console, `parvis doctor` and the worker's log alone say it."""
    trial_seconds: int = 15 * MINUTE
    """How long an administrator has to finish a sign-in that tries a portal out."""

    def __post_init__(self) -> None:
        """Refuse what cannot work."""
        if self.secret_seconds and self.secret_seconds < _SHORTEST_SECRET_SECONDS:
            raise SettingsError("portals.secret_seconds must be 0, or at least a day")
        if self.overlap_seconds < 0:
            raise SettingsError("portals.overlap_seconds must not be negative")
        if any(days < 1 for days in self.warning_days):
            raise SettingsError("portals.warning_days must be 1 or more each")
        if self.trial_seconds < MINUTE:
            raise SettingsError("portals.trial_seconds must be at least a minute")
