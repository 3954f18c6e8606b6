"""The signing keys: their dates, one of them, and what revoking it breaks."""

from typing import ClassVar

from msgspec import Struct

from idp.administration.keys.revocation import RevocationImpact
from idp.administration.keys.schemas import AlgorithmResponse, KeyResponse, KeysResponse
from idp.web.views.console.frame import ConsoleView


class PhaseView(Struct, frozen=True):
    """A stretch of a key's bar: `state` colours it; places of 1000 across the whole bar."""

    state: str
    start: int
    length: int


class BarView(Struct, frozen=True):
    """A key and its bar; its next change is safe at the second `safe_at`, there at `safe`."""

    key: KeyResponse
    phases: tuple[PhaseView, ...]
    safe_at: int | None
    safe: int | None


class TickView(Struct, frozen=True):
    """A day on the axis, by its first second, at `place`, of 1000."""

    at: int
    place: int


class BarsView(Struct, frozen=True, kw_only=True):
    """The keys of an algorithm, newest first, each with its bar; `now`: where now is, of 1000."""

    algorithm: AlgorithmResponse
    bars: tuple[BarView, ...]
    now: int
    ticks: tuple[TickView, ...]


class KeysView(ConsoleView, frozen=True, kw_only=True):
    """Every key with its dates; `changes`: whether the reader may change anything.

    `lead` is how long a key is published before it signs, in units and how many of each.
    """

    template: ClassVar[str] = "console/keys/list.html"
    keys: KeysResponse
    shown: tuple[BarsView, ...]
    lead: tuple[tuple[str, int], ...]
    changes: bool


class KeyView(ConsoleView, frozen=True, kw_only=True):
    """One key, and what can be done with it at the second `now`."""

    template: ClassVar[str] = "console/keys/one.html"
    key: KeyResponse
    now: int
    has_successor: bool
    is_successor_safe: bool
    changes: bool


class RevocationView(ConsoleView, frozen=True, kw_only=True):
    """What ends with the key, before it is revoked.

    `minutes`: after how many every portal that honours the cache time of our keys refuses it.
    """

    template: ClassVar[str] = "console/keys/revocation.html"
    impact: RevocationImpact
    minutes: int
    changes: bool
