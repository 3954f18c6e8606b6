"""What administrators do with portals, wired."""

from idp.operations.clients import ClientOperations
from idp.operations.invitations import InvitationOperations
from idp.operations.portal_secrets import PortalSecretOperations
from idp.operations.portal_sections import PortalSectionOperations
from idp.operations.portal_trials import PortalTrialOperations
from idp.operations.portal_writing import PortalWriting
from idp.parts.journeys import Journeys


def portal_operations(house: Journeys) -> tuple[object, ...]:
    """Return what declares every action on portals."""
    writing = PortalWriting(
        database=house.database,
        vault=house.vault,
        clients=house.clients,
        audit=house.audit,
        clock=house.clock,
        settings=house.settings,
    )
    trials = PortalTrialOperations(
        writing=writing,
        vault=house.vault,
        clients=house.clients,
        consents=house.consents,
        token=house.token,
        userinfo=house.userinfo,
        issuer=house.issuer,
    )
    invitations = InvitationOperations(
        database=house.database, audit=house.audit, clock=house.clock
    )
    return (
        ClientOperations(writing=writing),
        PortalSecretOperations(writing=writing),
        PortalSectionOperations(writing=writing),
        trials,
        invitations,
    )
