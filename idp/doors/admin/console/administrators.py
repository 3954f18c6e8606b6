"""`/admin/administrateurs`: who is there, who is to come; and each of them."""

from typing import Any

from idp.doors.admin.console.answer import Answer, Leave, Problem, errors_of
from idp.doors.admin.console.paths import ADMINISTRATORS
from idp.doors.admin.console.visit import ConsoleVisit
from idp.doors.views.console.administrators import (
    AdministratorPage,
    AdministratorsPage,
    AdministratorView,
    InvitedPage,
)
from idp.errors import Refused, Unknown
from idp.operations.action import Action
from idp.operations.actor import Role
from idp.operations.administrators import AdministratorOperations, AdministratorTold, Changed
from idp.spelling.dates import day

_CHOICES = tuple(str(role) for role in Role)
_BUTTONS: dict[str, Action[Any, Changed]] = {
    "set_roles": AdministratorOperations.set_roles,
    "disable": AdministratorOperations.disable,
    "enable": AdministratorOperations.enable,
    "remove": AdministratorOperations.remove,
}


class AdministratorsDoor:
    """The list, and the form that invites."""

    path = ADMINISTRATORS

    def show(self, visit: ConsoleVisit, problem: Problem | None = None) -> Answer:
        """Return the page."""
        told = visit.read(AdministratorOperations.list)
        return AdministratorsPage(
            frame=visit.frame,
            console=visit.console,
            errors=errors_of(problem),
            notice=visit.notice,
            administrators=tuple(_view(each, visit) for each in told.administrators),
            choices=_CHOICES,
            changes=visit.may(AdministratorOperations.invite),
            name=visit.text("name"),
            address=visit.text("address"),
            roles=visit.texts("roles"),
        )

    def act(self, visit: ConsoleVisit) -> Answer:
        """Invite, and show once where the invited comes in."""
        invited = visit.do(AdministratorOperations.invite, locale=visit.locale)
        return InvitedPage(
            frame=visit.frame,
            console=visit.console,
            name=visit.text("name"),
            invitation_uri=invited.invitation_uri,
        )


class AdministratorDoor:
    """One of them."""

    path = f"{ADMINISTRATORS}/<id>"

    def show(self, visit: ConsoleVisit, problem: Problem | None = None) -> Answer:
        """Return the page. Raises Unknown."""
        return AdministratorPage(
            frame=visit.frame,
            console=visit.console,
            errors=errors_of(problem),
            notice=visit.notice,
            administrator=_view(_find(visit), visit),
            choices=_CHOICES,
            changes=visit.may(AdministratorOperations.set_roles),
        )

    def act(self, visit: ConsoleVisit) -> Answer:
        """Do what the button says."""
        name = _find(visit).name
        wish = visit.text("action")
        if wish == "reset":
            uri = visit.do(AdministratorOperations.reset).invitation_uri
            return InvitedPage(
                frame=visit.frame, console=visit.console, name=name, invitation_uri=uri
            )
        if wish not in _BUTTONS:
            raise Refused("asked.choice", field="action", name="action")
        visit.do(_BUTTONS[wish])
        notice = "administrator_removed" if wish == "remove" else "administrator_changed"
        return Leave(visit.to(ADMINISTRATORS, notice=notice))


def _find(visit: ConsoleVisit) -> AdministratorTold:
    for each in visit.read(AdministratorOperations.list).administrators:
        if each.id == visit.named["id"]:
            found: AdministratorTold = each
            return found
    raise Unknown("administrators.unknown")


def _view(each: AdministratorTold, visit: ConsoleVisit) -> AdministratorView:
    return AdministratorView(
        id=each.id,
        name=each.name,
        address=each.address,
        roles=tuple(each.roles),
        came=day(each.entered_at, visit.locale) if each.entered_at else None,
        disabled=each.disabled_at is not None,
        oneself=visit.actor.name == f"admin:{each.id}",
    )
