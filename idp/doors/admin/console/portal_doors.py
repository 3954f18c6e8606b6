"""The pages of portals, each built with what it needs."""

from idp.doors.admin.console.answer import ConsoleDoor
from idp.doors.admin.console.portal import PortalAddressesDoor, PortalDoor, PortalPolicyDoor
from idp.doors.admin.console.portal_branding import PortalBrandingDoor, PortalPreviewDoor
from idp.doors.admin.console.portal_invitations import PortalInvitationsDoor
from idp.doors.admin.console.portal_trials import TrialDoor
from idp.doors.admin.console.portals import ImportPortalDoor, NewPortalDoor, PortalsDoor
from idp.parts import Parts


def portal_doors(parts: Parts) -> tuple[ConsoleDoor, ...]:
    """Return them."""
    return (
        PortalsDoor(),
        NewPortalDoor(issuer=parts.issuer),
        ImportPortalDoor(issuer=parts.issuer),
        PortalInvitationsDoor(closed=parts.settings.registration.mode == "closed"),
        PortalDoor(issuer=parts.issuer),
        PortalAddressesDoor(),
        PortalPolicyDoor(),
        PortalBrandingDoor(),
        PortalPreviewDoor(),
        TrialDoor(portal=PortalDoor(issuer=parts.issuer)),
    )
