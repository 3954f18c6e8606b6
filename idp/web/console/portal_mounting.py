"""Mounting the pages of portals."""

from idp.web.console.frame import ConsolePageFrame
from idp.web.console.portal import PortalAddressesPage, PortalPage, PortalPolicyPage
from idp.web.console.portal_branding import PortalBrandingPage, PortalPreviewPage
from idp.web.console.portal_invitations import PortalInvitationsPage
from idp.web.console.portal_trials import TrialPage, TrialReturnPage
from idp.web.console.portals import ImportPortalPage, NewPortalPage, PortalListPage
from idp.wiring import Provider


def mount_portals(frame: ConsolePageFrame, provider: Provider) -> None:
    """Mount every page of portals."""
    issuer = provider.issuer
    frame.mount_shown(PortalListPage())
    frame.mount(NewPortalPage(issuer=issuer))
    frame.mount(ImportPortalPage(issuer=issuer))
    frame.mount(PortalInvitationsPage(closed=provider.settings.registration.mode == "closed"))
    frame.mount(PortalPage(issuer=issuer))
    frame.mount(PortalAddressesPage())
    frame.mount(PortalPolicyPage())
    frame.mount(PortalBrandingPage())
    frame.mount_shown(PortalPreviewPage())
    frame.mount(TrialPage(portal=PortalPage(issuer=issuer)))
    frame.mount(TrialReturnPage())
