"""The pages of portals, each built with what it needs."""

from idp.web.console.frame import ConsolePageFrame
from idp.web.console.portal import PortalAddressesDoor, PortalDoor, PortalPolicyDoor
from idp.web.console.portal_branding import PortalBrandingDoor, PortalPreviewDoor
from idp.web.console.portal_invitations import PortalInvitationsDoor
from idp.web.console.portal_trials import TrialDoor, TrialReturnDoor
from idp.web.console.portals import ImportPortalDoor, NewPortalDoor, PortalsDoor
from idp.wiring import Provider


def mount_portals(frame: ConsolePageFrame, provider: Provider) -> None:
    """Mount them."""
    issuer = provider.issuer
    frame.mount_shown(PortalsDoor())
    frame.mount(NewPortalDoor(issuer=issuer))
    frame.mount(ImportPortalDoor(issuer=issuer))
    frame.mount(PortalInvitationsDoor(closed=provider.settings.registration.mode == "closed"))
    frame.mount(PortalDoor(issuer=issuer))
    frame.mount(PortalAddressesDoor())
    frame.mount(PortalPolicyDoor())
    frame.mount(PortalBrandingDoor())
    frame.mount_shown(PortalPreviewDoor())
    frame.mount(TrialDoor(portal=PortalDoor(issuer=issuer)))
    frame.mount(TrialReturnDoor())
