"""`/admin/administrateurs`: the administrators, and each of them."""

from typing import Any

from idp.administration.action import Action
from idp.administration.actor import Role
from idp.administration.administrators.actions import (
    AdministratorActions,
    AdministratorResponse,
    Invited,
)
from idp.administration.shapes import Changed
from idp.errors import Unknown
from idp.web.console.console_request import AdministratorRequest
from idp.web.console.guards import ADMINISTRATOR
from idp.web.console.paths import ADMINISTRATORS
from idp.web.frame import Answer, Leave
from idp.web.views.console.administrators import (
    AdministratorsView,
    AdministratorView,
    InvitedView,
)

_CHOICES = tuple(str(role) for role in Role)
_BUTTONS: dict[str, Action[Any, Changed]] = {
    "set_roles": AdministratorActions.set_roles,
    "disable": AdministratorActions.disable,
    "enable": AdministratorActions.enable,
    "remove": AdministratorActions.remove,
}


class AdministratorsPage:
    """The list, and the form that invites."""

    path = ADMINISTRATORS
    guard = ADMINISTRATOR

    def show(self, request: AdministratorRequest) -> Answer:
        """Return the page."""
        return AdministratorsView(
            administrators=request.read(AdministratorActions.list).administrators,
            choices=_CHOICES,
            changes=request.may(AdministratorActions.invite),
        )

    def act(self, request: AdministratorRequest) -> Answer:
        """Invite by mail, or show once the address at which the invited signs in."""
        invited = request.do(AdministratorActions.invite, locale=request.locale)
        return _after(request, invited, request.text("name"))


class AdministratorPage:
    """One of them."""

    path = f"{ADMINISTRATORS}/<id>"
    guard = ADMINISTRATOR

    def show(self, request: AdministratorRequest) -> Answer:
        """Return the page. Raises Unknown."""
        return AdministratorView(
            administrator=_find(request),
            choices=_CHOICES,
            changes=request.may(AdministratorActions.set_roles),
        )

    def act(self, request: AdministratorRequest) -> Answer:
        """Do what the button says."""
        name = _find(request).name
        action = request.text("action")
        if action == "reset":
            return _after(request, request.do(AdministratorActions.reset), name)
        request.do(request.chosen(_BUTTONS))
        notice = "administrator_removed" if action == "remove" else "administrator_changed"
        return Leave(request.to(ADMINISTRATORS, notice=notice))


def _after(request: AdministratorRequest, invited: Invited, name: str) -> Answer:
    if invited.invitation_uri is None:
        path = f"{ADMINISTRATORS}/{invited.id}"
        return Leave(request.to(path, notice="administrator_invited"))
    return InvitedView(
        name=name, invitation_uri=invited.invitation_uri, expires_at=invited.expires_at
    )


def _find(request: AdministratorRequest) -> AdministratorResponse:
    for each in request.read(AdministratorActions.list).administrators:
        if each.id == request.named["id"]:
            return each
    raise Unknown("administrators.unknown")
