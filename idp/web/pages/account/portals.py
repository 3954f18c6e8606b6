"""`/compte/portails`: which portals may be told what of oneself, and taking it back."""

from urllib.parse import urlsplit

from msgspec import structs

from idp.ids import ClientId
from idp.journeys.own_portals import OwnPortal, OwnPortals
from idp.normalisation.dates import day
from idp.part import Part
from idp.web.disclosures import disclosed_to
from idp.web.frame import Answer, Leave
from idp.web.pages.guards import FRESH
from idp.web.pages.page_request import NOTICES, SignedInRequest
from idp.web.pages.paths import PORTALS
from idp.web.views import PortalAccessView, PortalsView

_READ_FIRST = (
    *("openid", "profile", "email", "phone", "address", "gpi", "gpi.children"),
    "offline_access",
)


class OwnPortalsPage(Part):
    """Where somebody goes is not for whoever finds the browser open: the password must be recent.

    A portal that holds nothing of the account is left alone, and the answer is the same: it has
    no access.
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
        )

    def act(self, request: SignedInRequest) -> Answer:
        """Take back what one portal holds."""
        session = request.session
        frames = self.own_portals.withdraw(session, ClientId(request.text("portal")))
        if not frames:
            return Leave(request.to(PORTALS, notice="portal-left"))
        page = self.show(request)
        # On this very answer: where it leads to, nobody would know of the portal's pages any more.
        return structs.replace(page, notice=NOTICES["portal-left"], embedded=frames)


def _view(portal: OwnPortal, locale: str) -> PortalAccessView:
    client = portal.client
    # The address to which it has people sent back: it alone is the portal's own, and checked.
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
