"""The actions on portals."""

from collections.abc import Callable

from idp.administration.portals.actions import ClientActions
from idp.administration.portals.invitations import InvitationActions
from idp.administration.portals.secrets import PortalSecretActions
from idp.administration.portals.sections import PortalSectionActions
from idp.administration.portals.trials import PortalTrialActions
from idp.administration.portals.writing import PortalWriting
from idp.once import built_once
from idp.wiring import Provider


class PortalAdministration:
    """Writing portals, and trying one."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider

    @built_once
    def operations(self) -> tuple[object, ...]:
        """The parts that declare the actions on portals."""
        provider = self._provider
        return (
            ClientActions(writing=self.writing),
            PortalSecretActions(writing=self.writing),
            PortalSectionActions(writing=self.writing),
            self.trials,
            InvitationActions(
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
    def trials(self) -> PortalTrialActions:
        provider = self._provider
        return PortalTrialActions(
            writing=self.writing,
            vault=provider.vault,
            clients=provider.directory.clients,
            consents=provider.directory.consents,
            token=lambda: provider.protocol.token,
            userinfo=lambda: provider.protocol.userinfo,
            challenge=_challenge,
            issuer=provider.issuer,
        )


def _challenge() -> Callable[[str], str]:
    from idp._authlib import s256_challenge

    return s256_challenge
