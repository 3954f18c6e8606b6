"""What administrators do with portals."""

from idp.once import built_once
from idp.operations.clients import ClientOperations
from idp.operations.invitations import InvitationOperations
from idp.operations.portal_secrets import PortalSecretOperations
from idp.operations.portal_sections import PortalSectionOperations
from idp.operations.portal_trials import PortalTrialOperations
from idp.operations.portal_writing import PortalWriting
from idp.wiring import Parts


class PortalAdministration:
    """What is written of portals, and how one is tried."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    @built_once
    def operations(self) -> tuple[object, ...]:
        """What declares every action on portals."""
        parts = self._parts
        return (
            ClientOperations(writing=self.writing),
            PortalSecretOperations(writing=self.writing),
            PortalSectionOperations(writing=self.writing),
            self.trials,
            InvitationOperations(database=parts.database, audit=parts.audit, clock=parts.clock),
        )

    @built_once
    def writing(self) -> PortalWriting:
        parts = self._parts
        return PortalWriting(
            database=parts.database,
            vault=parts.vault,
            clients=parts.directory.clients,
            audit=parts.audit,
            clock=parts.clock,
            settings=parts.settings,
        )

    @built_once
    def trials(self) -> PortalTrialOperations:
        parts = self._parts
        return PortalTrialOperations(
            writing=self.writing,
            vault=parts.vault,
            clients=parts.directory.clients,
            consents=parts.directory.consents,
            token=parts.protocol.token,
            userinfo=parts.protocol.userinfo,
            issuer=parts.issuer,
        )
