"""The signing keys: their time line, one of them, and what revoking it breaks."""

from dataclasses import dataclass
from typing import ClassVar

from idp.doors.views.console.frame import ConsolePage


@dataclass(frozen=True, slots=True)
class PhaseView:
    """A stretch of a key's bar: `state` colours it; places of 1000 across the whole bar."""

    state: str
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class KeyView:
    """One key; each moment is written out, None when it does not come."""

    kid: str
    algorithm: str
    state: str
    kept_in: str
    published: str
    safe_to_sign: str | None
    """From when it may sign, as long as it does not."""
    is_safe_to_sign: bool
    signed_from: str | None
    signed_until: str | None
    can_go: str | None
    is_safe_to_remove: bool
    withdrawn: str | None
    phases: tuple[PhaseView, ...] = ()


@dataclass(frozen=True, slots=True)
class AlgorithmView:
    """The keys of an algorithm, newest first; `turns` is when the next one takes over."""

    name: str
    keys: tuple[KeyView, ...]
    now: int
    """Where now is on the bars, of 1000."""
    turns: str | None
    may_turn: bool
    """A key signs, and the next was not asked yet to take over as soon as that is safe."""


@dataclass(frozen=True, slots=True)
class EncryptionKeyView:
    """What seals the keys. `kind` and `next_kind` are `file`, `environment` or `token`."""

    kind: str
    name: str
    next_kind: str
    next_name: str
    has_next: bool
    is_changed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class KeysPage(ConsolePage):
    """Every key on its time line."""

    template: ClassVar[str] = "console/keys/list.html"
    algorithms: tuple[AlgorithmView, ...]
    unused: tuple[str, ...]
    """Algorithms by which nothing signs yet."""
    lead_days: int
    rotation_days: int
    encryption_key: EncryptionKeyView
    changes: bool
    """Whether the reader may change anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPage(ConsolePage):
    """One key, and what can be done with it."""

    template: ClassVar[str] = "console/keys/one.html"
    key: KeyView
    has_successor: bool
    is_successor_safe: bool
    changes: bool


@dataclass(frozen=True, slots=True)
class PortalHitView:
    """A portal whose tokens end with the key."""

    name: str
    client_id: str
    sessions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RevocationPage(ConsolePage):
    """What ends with the key, before it is revoked."""

    template: ClassVar[str] = "console/keys/revocation.html"
    key: KeyView
    signs_access_tokens: bool
    portals: tuple[PortalHitView, ...]
    sessions: int
    successor_kid: str | None
    successor_is_safe: bool
    minutes: int
    """After how many every portal that fetches our keys as told refuses it."""
    changes: bool
