"""`/admin/portails/<id>`: one portal, its secrets, recent sign-ins, and its sections' forms."""

from typing import Any

from idp.administration.action import Action
from idp.administration.portals.actions import ClientActions
from idp.administration.portals.secrets import PortalSecretActions
from idp.administration.portals.sections import PortalSectionActions
from idp.administration.shapes import Changed
from idp.clients.checks import CIBA, SCOPES
from idp.part import Part
from idp.web.console.console_request import AdministratorRequest
from idp.web.console.guards import ADMINISTRATOR
from idp.web.console.paths import PORTALS
from idp.web.frame import Answer, Leave
from idp.web.views.console.portals import (
    PortalAddressesView,
    PortalMadeView,
    PortalPolicyView,
    PortalView,
)

_ONE = f"{PORTALS}/<id>"
_BUTTONS: dict[str, tuple[Action[Any, Changed], str]] = {
    "end_secret": (PortalSecretActions.end_secret, "portal_secret_ended"),
    "disable": (ClientActions.disable, "portal_disabled"),
    "enable": (ClientActions.enable, "portal_enabled"),
}


class PortalPage(Part):
    """The overview."""

    path = _ONE
    guard = ADMINISTRATOR

    issuer: str

    def show(self, request: AdministratorRequest) -> Answer:
        """Return the page. Raises Unknown."""
        return PortalView(
            portal=request.read(ClientActions.show),
            recent_sign_ins=request.read(PortalSectionActions.recent_sign_ins),
            refusals=request.read(PortalSectionActions.refusals).refusals,
            changes=request.may(ClientActions.edit),
        )

    def act(self, request: AdministratorRequest) -> Answer:
        """Do what the button says."""
        if request.text("action") == "new_secret":
            name = request.read(ClientActions.show).name_fr
            made = request.do(PortalSecretActions.new_secret)
            return PortalMadeView(made=made, name=name, issuer=self.issuer, is_new=False)
        action, notice = request.chosen(_BUTTONS)
        request.do(action)
        return Leave(request.to(f"{PORTALS}/{request.named['id']}", notice=notice))


class PortalAddressesPage:
    """Its addresses."""

    path = f"{_ONE}/adresses"
    guard = ADMINISTRATOR

    def show(self, request: AdministratorRequest) -> Answer:
        """Return the form. Raises Unknown."""
        portal = request.read(ClientActions.show)
        return PortalAddressesView(portal=portal, by_message=CIBA in portal.metadata["grant_types"])

    def act(self, request: AdministratorRequest) -> Answer:
        """Save them."""
        request.do(PortalSectionActions.set_addresses)
        return Leave(request.to(f"{PORTALS}/{request.named['id']}", notice="portal_changed"))


class PortalPolicyPage:
    """What happens without a match, and what it may request."""

    path = f"{_ONE}/regles"
    guard = ADMINISTRATOR

    def show(self, request: AdministratorRequest) -> Answer:
        """Return the form. Raises Unknown."""
        portal = request.read(ClientActions.show)
        choices = dict.fromkeys((*SCOPES, *portal.metadata["scopes"]))
        return PortalPolicyView(portal=portal, choices=tuple(choices))

    def act(self, request: AdministratorRequest) -> Answer:
        """Save it."""
        request.do(PortalSectionActions.set_policy)
        return Leave(request.to(f"{PORTALS}/{request.named['id']}", notice="portal_changed"))
