"""A signing key's row: its state, its public half, and the times of its states."""

from enum import StrEnum

from idp.discreet import Discreet, Hidden
from idp.keys.private_keys import KeptIn


class KeyState(StrEnum):
    """The state of a signing key."""

    PENDING = "pending"
    """Published, so that relying parties have it when it begins to sign."""
    ACTIVE = "active"
    """Published, and the one that signs for its algorithm."""
    RETIRED = "retired"
    """Published for the sake of what it signed."""
    REMOVED = "removed"
    """Withdrawn when nothing that it signed was alive any more."""
    REVOKED = "revoked"
    """Withdrawn at once, whatever was alive."""

    @property
    def is_published(self) -> bool:
        """Whether relying parties find the key."""
        return self in _PUBLISHED


_PUBLISHED = {KeyState.PENDING, KeyState.ACTIVE, KeyState.RETIRED}


class KeyRecord(Discreet, frozen=True):
    """One row of the keys' history; a withdrawn key keeps its row and loses its private half."""

    kid: str
    algorithm: str
    state: KeyState
    kept_in: KeptIn
    public_jwk: dict[str, str]
    private_sealed: Hidden[bytes | None]
    """What its keeper needs, sealed by the key-encryption key; see `private_keys.py`."""
    published_at: int
    activated_at: int | None
    retired_at: int | None
    removed_at: int | None
    revoked_at: int | None
    asked_at: int | None
    """From when on it is to sign, if that is safe, without waiting for the schedule."""
