"""`/admin/portails/<id>`: one portal, its secrets, who came lately, and its sections' forms."""

from typing import Any

from idp.clients import DeliveryMode
from idp.clients.checks import CIBA, SCOPES
from idp.doors.admin.console.console_request import AdministratorRequest
from idp.doors.admin.console.guards import ADMINISTRATOR
from idp.doors.admin.console.paths import PORTALS
from idp.doors.admin.console.portal_views import line_view
from idp.doors.admin.console.portals import made_page
from idp.doors.frame import Answer, Leave
from idp.doors.views.console.portals import (
    PortalAddressesPage,
    PortalPage,
    PortalPolicyPage,
)
from idp.errors import Refused
from idp.operations.action import Action
from idp.operations.clients import ClientOperations
from idp.operations.portal_secrets import PortalSecretOperations
from idp.operations.portal_sections import PortalSectionOperations
from idp.operations.portal_told import PortalChanged, PortalDetails, SignInsTold
from idp.part import Part

_ONE = f"{PORTALS}/<id>"
_NOTIFIED = "backchannel_client_notification_endpoint"
_BUTTONS: dict[str, tuple[Action[Any, PortalChanged], str]] = {
    "end_secret": (PortalSecretOperations.end_secret, "portal_secret_ended"),
    "disable": (ClientOperations.disable, "portal_disabled"),
    "enable": (ClientOperations.enable, "portal_enabled"),
}


class PortalDoor(Part):
    """The overview."""

    path = _ONE
    guard = ADMINISTRATOR

    issuer: str

    def show(self, request: AdministratorRequest) -> Answer:
        """Return the page. Raises Unknown."""
        told, lately = (
            request.read(ClientOperations.show),
            request.read(PortalSectionOperations.lately),
        )
        known = told.metadata
        return PortalPage(
            portal=line_view(told, request),
            changes=request.may(ClientOperations.edit),
            authentication=told.authentication,
            colour=known["branding"]["colour"],
            logo_uri=known["branding"]["logo_uri"],
            redirect_uris=tuple(known["redirect_uris"]),
            post_logout_redirect_uris=tuple(known["post_logout_redirect_uris"]),
            start_uri=known["start_uri"],
            aliases=tuple(known["aliases"]),
            scopes=tuple(known["scopes"]),
            match_policy=known["match_policy"],
            language_policy=known["language_policy"],
            asks_consent=known["asks_consent"],
            child_numbers=known["child_numbers"],
            uses_secret=told.authentication.startswith("client_secret_"),
            secrets=told.secrets,
            last_hour=_count(lately.last_hour, lately),
            last_day=_count(lately.last_day, lately),
            sign_ins=lately.sign_ins,
            tries=not told.disabled and "authorization_code" in known["grant_types"],
        )

    def act(self, request: AdministratorRequest) -> Answer:
        """Do what the button says."""
        wish = request.text("action")
        if wish == "new_secret":
            told: PortalDetails = request.read(ClientOperations.show)
            made = request.do(PortalSecretOperations.new_secret)
            return made_page(request, made, told.name_fr, self.issuer, is_new=False)
        if wish not in _BUTTONS:
            raise Refused("asked.choice", field="action", name="action")
        action, notice = _BUTTONS[wish]
        request.do(action)
        return Leave(request.to(f"{PORTALS}/{request.named['id']}", notice=notice))


class PortalAddressesDoor:
    """Its addresses."""

    path = f"{_ONE}/adresses"
    guard = ADMINISTRATOR

    def show(self, request: AdministratorRequest) -> Answer:
        """Return the form. Raises Unknown."""
        told: PortalDetails = request.read(ClientOperations.show)

        pings = told.metadata["backchannel_token_delivery_mode"] == DeliveryMode.PING

        def value(name: str) -> str:
            if request.problem is not None:
                return request.text(name)
            known = told.metadata[name]
            return "\n".join(known) if isinstance(known, list) else known or ""

        return PortalAddressesPage(
            id=told.id,
            name=told.name_fr,
            redirect_uris=value("redirect_uris"),
            post_logout_redirect_uris=value("post_logout_redirect_uris"),
            start_uri=value("start_uri"),
            backchannel_logout_uri=value("backchannel_logout_uri"),
            frontchannel_logout_uri=value("frontchannel_logout_uri"),
            by_message=CIBA in told.metadata["grant_types"],
            # An address that mode poll makes nothing of would become mode ping when it is saved.
            backchannel_client_notification_endpoint=value(_NOTIFIED)
            if pings or request.problem
            else "",
        )

    def act(self, request: AdministratorRequest) -> Answer:
        """Save them."""
        request.do(PortalSectionOperations.set_addresses)
        return Leave(request.to(f"{PORTALS}/{request.named['id']}", notice="portal_changed"))


class PortalPolicyDoor:
    """What happens without a match, and what it may ask for."""

    path = f"{_ONE}/regles"
    guard = ADMINISTRATOR

    def show(self, request: AdministratorRequest) -> Answer:
        """Return the form. Raises Unknown."""
        told: PortalDetails = request.read(ClientOperations.show)
        known = told.metadata
        typed = request.problem is not None
        scopes = tuple(request.texts("scopes") if typed else known["scopes"])
        return PortalPolicyPage(
            id=told.id,
            name=told.name_fr,
            match_policy=(typed and request.text("match_policy")) or known["match_policy"],
            language_policy=(typed and request.text("language_policy")) or known["language_policy"],
            choices=tuple(dict.fromkeys((*SCOPES, *known["scopes"]))),
            scopes=scopes,
            asks_consent=bool(request.text("asks_consent")) if typed else known["asks_consent"],
            child_numbers=bool(request.text("child_numbers")) if typed else known["child_numbers"],
        )

    def act(self, request: AdministratorRequest) -> Answer:
        """Save it."""
        request.do(PortalSectionOperations.set_policy)
        return Leave(request.to(f"{PORTALS}/{request.named['id']}", notice="portal_changed"))


def _count(number: int, lately: SignInsTold) -> str:
    return f"{lately.most}+" if number >= lately.most else str(number)
