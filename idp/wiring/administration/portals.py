"""What administrators do with portals."""

from idp.administration.portals.actions import ClientOperations
from idp.administration.portals.invitations import InvitationOperations
from idp.administration.portals.secrets import PortalSecretOperations
from idp.administration.portals.sections import PortalSectionOperations
from idp.administration.portals.trials import PortalTrialOperations
from idp.administration.portals.writing import PortalWriting
from idp.once import built_once
from idp.wiring import Provider


class PortalAdministration:
    """What is written of portals, and how one is tried."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider

    @built_once
    def operations(self) -> tuple[object, ...]:
        """What declares every action on portals."""
        provider = self._provider
        return (
            ClientOperations(writing=self.writing),
            PortalSecretOperations(writing=self.writing),
            PortalSectionOperations(writing=self.writing),
            self.trials,
            InvitationOperations(
                database=provider.database, audit=provider.audit, clock=provider.clock
            ),
        )

    @built_once
    def writing(self) -> PortalWriting:
        provider = self._provider
        return PortalWriting(
            database=provider.database,
            vault=provider.vault,
            clients=provider.directory.clients,
            audit=provider.audit,
            clock=provider.clock,
            settings=provider.settings,
        )

    @built_once
    def trials(self) -> PortalTrialOperations:
        provider = self._provider
        return PortalTrialOperations(
            writing=self.writing,
            vault=provider.vault,
            clients=provider.directory.clients,
            consents=provider.directory.consents,
            token=provider.protocol.token,
            userinfo=provider.protocol.userinfo,
            issuer=provider.issuer,
        )
