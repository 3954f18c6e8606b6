"""The system that parents leave, while it still answers."""

from msgspec import Struct


class FormerTenantSettings(Struct, frozen=True):
    """The Azure AD B2C tenant that imported parents leave, while it lives: it knows passwords."""

    source: str = ""
    """The source whose imported accounts it knows, as `parvis accounts import` named it; empty: it
    is not asked."""
    token_endpoint: str = ""
    """Of its policy for resource owners:
    `https://TENANT.b2clogin.com/TENANT.onmicrosoft.com/B2C_1_ROPC/oauth2/v2.0/token`."""
    client_id: str = ""
    """Of a native application there that may use that policy."""
    places: int = 4
    """Threads of a process that may wait for its answer at a time; others are told at once that
    the password is wrong."""
    total_seconds: float = 4.0
    """When a call is over, whatever happened."""

    @property
    def is_asked(self) -> bool:
        """Whether it is asked at all."""
        return bool(self.source)
