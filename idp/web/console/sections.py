"""The sections of the console, in the order in which they are shown."""

from dataclasses import dataclass
from typing import Any

from idp.administration.action import Action
from idp.administration.actions import Actions
from idp.administration.actor import Actor
from idp.administration.administrators.actions import AdministratorActions
from idp.administration.journal.actions import RecordActions
from idp.administration.keys.actions import KeyActions
from idp.administration.people.looking import PeopleLooks
from idp.administration.portals.actions import ClientActions
from idp.administration.registry.actions import RegistryActions
from idp.administration.retention.actions import RetentionActions
from idp.web.views.console import SectionView


@dataclass(frozen=True, slots=True)
class Section:
    """One section: its title's key below `console.sections`, its path, the action that reads it."""

    name: str
    path: str
    action: Action[Any, Any]


SECTIONS = (
    Section("portals", "/admin/portails", ClientActions.list),
    Section("keys", "/admin/cles", KeyActions.show),
    Section("people", "/admin/personnes", PeopleLooks.organisations),
    Section("registry", "/admin/registre", RegistryActions.state),
    Section("administrators", "/admin/administrateurs", AdministratorActions.list),
    Section("retention", "/admin/retention", RetentionActions.show),
    Section("journal", "/admin/journal", RecordActions.search),
)


def sections_for(actor: Actor, actions: Actions, path: str) -> tuple[SectionView, ...]:
    """Return the sections that `actor` may read; the one that holds `path` is current."""
    return tuple(
        SectionView(each.name, each.path, current=path.startswith(each.path))
        for each in SECTIONS
        if actions.may(actor, each.action)
    )
