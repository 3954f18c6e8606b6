"""What became of registry imports, and who decided."""

from dataclasses import dataclass
from typing import ClassVar

from idp.audit.event import Event, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryReceived(Event):
    """A file, or an earlier import (`restores`), is to be compared with what is in force."""

    kind: ClassVar[str] = "registry_received"
    import_id: int
    source: str
    restores: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryFailed(Event):
    """A file could not be read; `problem` is the key of what is wrong."""

    kind: ClassVar[str] = "registry_failed"
    outcome: Outcome = Outcome.REFUSED
    import_id: int
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryAsked(Event):
    """An import passes thresholds, and waits for a second person."""

    kind: ClassVar[str] = "registry_asked"
    import_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryPublished(Event):
    """A registry import came into force.

    `asked_by` is the first of two persons; `alone`: it passed thresholds without a second one, by
    the command line.
    """

    kind: ClassVar[str] = "registry_published"
    import_id: int
    organisations: int
    contacts: int
    removed: int
    links_lost: int
    told: int
    asked_by: str | None = None
    alone: bool = False
    restores: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryRejected(Event):
    """Somebody decided that an import does not come into force."""

    kind: ClassVar[str] = "registry_rejected"
    import_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryLosersRead(Event):
    """An administrator read which accounts would lose children by an import."""

    kind: ClassVar[str] = "registry_losers_read"
    import_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryRowsRead(Event):
    """An administrator looked at the first rows of a file, to say what its columns hold."""

    kind: ClassVar[str] = "registry_rows_read"
    import_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryProfileChanged(Event):
    """A way to read exports was saved or removed; `change`: saved, removed."""

    kind: ClassVar[str] = "registry_profile_changed"
    profile: str
    change: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrySupportChanged(Event):
    """Where parents of an organisation find help was changed."""

    kind: ClassVar[str] = "registry_support_changed"
    organisation: str
