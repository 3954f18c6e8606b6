"""What became of registry imports, and who decided."""

from typing import ClassVar

from idp.audit.event import Event, EventOutcome


class RegistryReceived(Event, frozen=True, kw_only=True):
    """A file, or an earlier import (`restores`), is to be compared with what is in force."""

    kind: ClassVar[str] = "registry_received"
    import_id: int
    source: str
    restores: int | None = None


class RegistryFailed(Event, frozen=True, kw_only=True):
    """A file could not be read; `problem` is the key of what is wrong."""

    kind: ClassVar[str] = "registry_failed"
    outcome: EventOutcome = EventOutcome.REFUSED
    import_id: int
    problem: str


class RegistryAsked(Event, frozen=True, kw_only=True):
    """An import passes thresholds, and waits for a second person."""

    kind: ClassVar[str] = "registry_asked"
    import_id: int


class RegistryPublished(Event, frozen=True, kw_only=True):
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


class RegistryRejected(Event, frozen=True, kw_only=True):
    """Somebody decided that an import does not come into force."""

    kind: ClassVar[str] = "registry_rejected"
    import_id: int


class RegistryLosersRead(Event, frozen=True, kw_only=True):
    """An administrator read which accounts would lose children by an import."""

    kind: ClassVar[str] = "registry_losers_read"
    import_id: int


class RegistryRowsRead(Event, frozen=True, kw_only=True):
    """An administrator looked at the first rows of a file, to say what its columns hold."""

    kind: ClassVar[str] = "registry_rows_read"
    import_id: int


class RegistryProfileChanged(Event, frozen=True, kw_only=True):
    """A way to read exports was saved or removed; `change`: saved, removed."""

    kind: ClassVar[str] = "registry_profile_changed"
    profile: str
    change: str


class RegistrySupportChanged(Event, frozen=True, kw_only=True):
    """Where parents of an organisation find help was changed."""

    kind: ClassVar[str] = "registry_support_changed"
    organisation: str
