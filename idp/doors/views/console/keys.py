"""The signing keys: their time line, one of them, and what revoking it breaks."""

from typing import ClassVar

from msgspec import Struct

from idp.doors.views.console.frame import ConsolePage


class PhaseView(Struct, frozen=True):
    """A stretch of a key's bar: `state` colours it; places of 1000 across the whole bar."""

    state: str
    start: int
    length: int


class KeyView(Struct, frozen=True):
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


class AlgorithmView(Struct, frozen=True):
    """The keys of an algorithm, newest first; `turns` is when the next one takes over."""

    name: str
    keys: tuple[KeyView, ...]
    now: int
    """Where now is on the bars, of 1000."""
    turns: str | None
    may_turn: bool
    """A key signs, and the next was not asked yet to take over as soon as that is safe."""


class EncryptionKeyView(Struct, frozen=True):
    """What seals the keys. `kind` and `next_kind` are `file`, `environment` or `token`."""

    kind: str
    name: str
    next_kind: str
    next_name: str
    has_next: bool
    is_changed: bool


class KeysPage(ConsolePage, frozen=True, kw_only=True):
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


class KeyPage(ConsolePage, frozen=True, kw_only=True):
    """One key, and what can be done with it."""

    template: ClassVar[str] = "console/keys/one.html"
    key: KeyView
    has_successor: bool
    is_successor_safe: bool
    changes: bool


class PortalHitView(Struct, frozen=True):
    """A portal whose tokens end with the key."""

    name: str
    client_id: str
    sessions: int


class RevocationPage(ConsolePage, frozen=True, kw_only=True):
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
