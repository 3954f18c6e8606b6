"""`/compte/portails`: which portals get which of one's data, and withdrawing it."""

from urllib.parse import urlsplit

from msgspec import structs

from idp.ids import ClientId
from idp.journeys.own_portals import OwnPortal, OwnPortals
from idp.normalisation.dates import day
from idp.part import Part
from idp.web.disclosures import disclosed_to
from idp.web.frame import Answer, FormResult, Leave, Shown
from idp.web.pages.guards import FRESH
from idp.web.pages.page_request import NOTICES, SignedInRequest
from idp.web.pages.paths import PORTALS
from idp.web.views import PortalAccessView, PortalsView

_READ_FIRST = (
    *("openid", "profile", "email", "phone", "address", "gpi", "gpi.children"),
    "offline_access",
)


class OwnPortalsPage(Part):
    """Visits to portals are private: the sign-in must be recent.

    Withdrawing from a portal without access changes nothing, and has the same answer.
    """

    path = PORTALS
    guard = FRESH

    own_portals: OwnPortals

    def show(self, request: SignedInRequest) -> PortalsView:
        """Return the page."""
        session = request.session
        return PortalsView(
            portals=tuple(
                _view(each, request.locale) for each in self.own_portals.list(session.account_id)
            ),
            embedded=request.result.frames if request.result else (),
        )

    def act(self, request: SignedInRequest) -> Answer:
        """Withdraw one portal's consent and grants."""
        session = request.session
        frames = self.own_portals.withdraw(session, ClientId(request.text("portal")))
        at = request.to(PORTALS, notice="portal-left")
        if not frames:
            return Leave(at)
        page = structs.replace(self.show(request), notice=NOTICES["portal-left"], embedded=frames)
        return Shown(page, at=at, result=FormResult(frames=frames))


def _view(portal: OwnPortal, locale: str) -> PortalAccessView:
    client = portal.client
    # Of its redirect URI: the only address that is checked to be the portal's.
    home = next(iter((*client.redirect_uris, client.start_uri or "")))
    known = tuple(name for name in _READ_FIRST if name in portal.scope)
    return PortalAccessView(
        client_id=client.id,
        name=client.branding.name(locale),
        host=urlsplit(home).hostname or "",
        scopes=disclosed_to(client, (*known, *sorted(portal.scope - {*known}))),
        consented=None if portal.consented_at is None else day(portal.consented_at, locale),
        used=None if portal.used_at is None else day(portal.used_at, locale),
        asks=client.asks_consent,
    )
