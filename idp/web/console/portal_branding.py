"""`/admin/portails/<id>/image`: the branding of a portal, with a preview before it is saved."""

from typing import Any
from urllib.parse import urlencode

from msgspec import convert, structs

from idp.administration.portals.actions import ClientActions
from idp.administration.portals.responses import PortalDetails, Previewed
from idp.administration.portals.sections import PortalSectionActions
from idp.web.console.console_request import AdministratorRequest
from idp.web.console.guards import ADMINISTRATOR
from idp.web.console.paths import PORTALS
from idp.web.frame import Answer, Leave
from idp.web.views import ShownPortal, SignInView
from idp.web.views.console.portals import PortalBrandingView

_ONE = f"{PORTALS}/<id>"
_FIELDS = (
    *("name_fr", "name_en", "logo_uri", "colour", "support_address", "support_telephone"),
    *("help_uri", "video_uri", "policy_uri", "tos_uri"),
)
_SHOWN = (("fr", "light"), ("fr", "dark"), ("en", "light"), ("en", "dark"))


class PortalBrandingPage:
    """The form; a GET with its fields in the query shows a preview."""

    path = f"{_ONE}/image"
    guard = ADMINISTRATOR

    def show(self, request: AdministratorRequest) -> Answer:
        """Return the page. Raises Unknown."""
        portal: PortalDetails = request.read(ClientActions.show)
        typed = request.problem is not None or bool(request.text("name_fr"))
        known = portal.metadata["branding"]
        branding: dict[str, Any] = {
            name: request.text(name) if typed else known[name] or "" for name in _FIELDS
        }
        page = PortalBrandingView(portal=portal, branding=branding)
        return page if request.problem else self._previewed(request, page)

    def act(self, request: AdministratorRequest) -> Answer:
        """Preview it, or save it."""
        if request.text("action") == "preview":
            members = {name: value for name in _FIELDS if (value := request.text(name).strip())}
            request.read(PortalSectionActions.preview, **members)
            return Leave(request.to(f"{PORTALS}/{request.named['id']}/image", **members))
        request.do(PortalSectionActions.set_branding)
        return Leave(request.to(f"{PORTALS}/{request.named['id']}", notice="portal_changed"))

    @staticmethod
    def _previewed(request: AdministratorRequest, page: PortalBrandingView) -> PortalBrandingView:
        members = {name: value for name, value in page.branding.items() if value}
        where = f"{PORTALS}/{page.portal.id}/apercu"
        return structs.replace(
            page,
            embedded=(where,),
            seen=request.read(PortalSectionActions.preview, **members),
            previews=tuple(
                (f"{where}?{urlencode({**members, 'lang': lang})}", lang, theme)
                for lang, theme in _SHOWN
            ),
        )


class PortalPreviewPage:
    """The real sign-in page in a branding that is not saved; nothing on it works."""

    path = f"{_ONE}/apercu"
    guard = ADMINISTRATOR

    def show(self, request: AdministratorRequest) -> Answer:
        """Return the page. Raises Unknown, Refused."""
        members = {name: value for name in _FIELDS if (value := request.text(name))}
        seen: Previewed = request.read(PortalSectionActions.preview, **members)
        locale = "en" if request.text("lang") == "en" else "fr"
        name = members[f"name_{locale}"]
        empty = dict.fromkeys(ShownPortal.__struct_fields__)
        portal = convert({**empty, **members, "name": name, "host": seen.host}, ShownPortal)
        frame = structs.replace(request.frame, locale=locale, portal=portal, path="/connexion")
        return SignInView(frame=frame, inert=True)
