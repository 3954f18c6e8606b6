"""The sections of the console, in the order in which they are shown."""

from dataclasses import dataclass
from typing import Any

from idp.administration.action import Action
from idp.administration.actor import Actor
from idp.administration.administrators.actions import AdministratorOperations
from idp.administration.desk import Desk
from idp.administration.journal.actions import RecordOperations
from idp.administration.keys.actions import KeyOperations
from idp.administration.people.looking import PeopleLooks
from idp.administration.portals.actions import ClientOperations
from idp.administration.registry.actions import RegistryOperations
from idp.administration.retention.actions import RetentionOperations
from idp.web.views.console import SectionView


@dataclass(frozen=True, slots=True)
class Section:
    """One section: its title's key below `console.sections`, its path, the action that reads it."""

    name: str
    path: str
    action: Action[Any, Any]


SECTIONS = (
    Section("portals", "/admin/portails", ClientOperations.list),
    Section("keys", "/admin/cles", KeyOperations.show),
    Section("people", "/admin/personnes", PeopleLooks.organisations),
    Section("registry", "/admin/registre", RegistryOperations.state),
    Section("administrators", "/admin/administrateurs", AdministratorOperations.list),
    Section("retention", "/admin/retention", RetentionOperations.show),
    Section("journal", "/admin/journal", RecordOperations.search),
)


def sections_for(actor: Actor, desk: Desk, path: str) -> tuple[SectionView, ...]:
    """Return the sections that `actor` may read; the one that holds `path` is current."""
    return tuple(
        SectionView(each.name, each.path, current=path.startswith(each.path))
        for each in SECTIONS
        if desk.may(actor, each.action)
    )
