"""The sections of the console, in the order in which they are shown."""

from dataclasses import dataclass

from idp.doors.views.console import SectionView
from idp.operations.actor import Actor
from idp.operations.desk import Desk


@dataclass(frozen=True, slots=True)
class Section:
    """One section: its title's key below `console.sections`, its path, the action that reads it."""

    name: str
    path: str
    action: str


SECTIONS = (
    Section("portals", "/admin/portails", "portals.list"),
    Section("keys", "/admin/cles", "keys.list"),
    Section("people", "/admin/personnes", "people.organisations"),
    Section("registry", "/admin/registre", "registry.state"),
    Section("administrators", "/admin/administrateurs", "administrators.list"),
    Section("retention", "/admin/retention", "house.retention"),
    Section("journal", "/admin/journal", "audit.search"),
)


def sections_for(actor: Actor, desk: Desk, path: str) -> tuple[SectionView, ...]:
    """Return the sections that `actor` may read; the one that holds `path` is current."""
    return tuple(
        SectionView(each.name, each.path, current=path.startswith(each.path))
        for each in SECTIONS
        if desk.may(actor, each.action)
    )
