"""The page of the portals that hold something of an account, as a parent may meet it."""

from idp.web.views import Frame, PortalAccessView, PortalsView
from tests.web.views.sample import PORTAL, Sample, signed_in


def _portals(frame: Frame) -> PortalsView:
    return PortalsView(
        frame=signed_in(frame),
        notice="notices.portal_left",
        portals=(
            PortalAccessView(
                client_id="absences",
                name="Absences et retards, par Services éducatifs Deschamps-Tremblay",
                host="absences.services-educatifs.deschamps-tremblay.example.org",
                scopes=("openid", "profile", "gpi", "gpi.children", "offline_access", "horaire"),
                consented="1er septembre 2026",
                used="23 novembre 2026",
                asks=True,
            ),
            PortalAccessView(
                client_id="portail",
                name=PORTAL.name,
                host=PORTAL.host,
                scopes=("openid", "email", "authorization_details:x", "claim:given_name"),
                consented=None,
                used="23 novembre 2026",
                asks=False,
            ),
            PortalAccessView(
                client_id="dormant",
                name="Photos",
                host="",
                scopes=("openid",),
                consented="2 septembre 2026",
                used=None,
                asks=True,
            ),
        ),
    )


PORTALS = (
    Sample("portals", _portals),
    Sample("portals-none", lambda frame: PortalsView(frame=signed_in(frame), portals=())),
)
