"""Clients that register themselves."""

from msgspec import Struct

from idp.errors import SettingsError


class RegistrationSettings(Struct, frozen=True):
    """Clients that register themselves (RFC 7591)."""

    mode: str = "closed"
    """`closed`: nobody; `invited`: who holds a token of `parvis invitations make`; `open`: anybody,
    which is for trials: a stranger's portal then only has to be believed by a parent."""
    profile: str = "default"
    """`default`, or `legacy` for portals that cannot do PKCE; `fapi2` needs an administrator."""
    scopes: tuple[str, ...] = ("openid", "profile", "email", "offline_access")
    """What they may ask parents for; never `gpi.children`."""
    most_clients: int = 1_000
    """How many may be registered at a time: every process keeps them in memory."""

    def __post_init__(self) -> None:
        """Refuse what would be unsafe or cannot work."""
        if self.mode not in {"closed", "invited", "open"}:
            raise SettingsError("registration.mode must be closed, invited or open")
        if self.profile not in {"default", "legacy"}:
            raise SettingsError("registration.profile must be default or legacy")
        if "gpi.children" in self.scopes:
            raise SettingsError("registration.scopes: an administrator alone gives gpi.children")
        if any(scope.startswith("parvis.") for scope in self.scopes):
            raise SettingsError("registration.scopes: no stranger acts as an administrator")
