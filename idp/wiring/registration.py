"""Portals that register themselves (RFC 7591, RFC 7592)."""

from idp.clients.sector import Sectors
from idp.once import built_once
from idp.protocol.registration import RegistrationEndpoint
from idp.protocol.registration_answer import RegistrationAnswers
from idp.protocol.registration_management import RegistrationManagement
from idp.protocol.registration_request import RegistrationRequests
from idp.wiring import Provider


class Registration:
    """The endpoints where portals register, and manage their registration."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._answers = RegistrationAnswers(issuer=provider.issuer)
        self._requests = RegistrationRequests(
            sectors=Sectors(outbound=provider.outbound_to_clients()),
            longest_id_token_seconds=provider.settings.tokens.longest_id_token_seconds,
        )

    @built_once
    def endpoint(self) -> RegistrationEndpoint:
        provider = self._provider
        return RegistrationEndpoint(
            requests=self._requests,
            answers=self._answers,
            settings=provider.settings.registration,
            clients=provider.directory.clients,
            limits=provider.limits,
            audit=provider.audit,
            vault=provider.vault,
            database=provider.database,
            clock=provider.clock,
        )

    @built_once
    def management(self) -> RegistrationManagement:
        provider = self._provider
        return RegistrationManagement(
            requests=self._requests,
            answers=self._answers,
            settings=provider.settings.registration,
            clients=provider.directory.clients,
            limits=provider.limits,
            audit=provider.audit,
            vault=provider.vault,
            database=provider.database,
            clock=provider.clock,
        )
