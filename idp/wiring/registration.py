"""Portals that register themselves (RFC 7591, RFC 7592)."""

from typing import TypeVar

from idp.clients.sector import Sectors
from idp.once import built_once
from idp.protocol.registration import RegistrationEndpoint
from idp.protocol.registration_answer import RegistrationAnswers
from idp.protocol.registration_management import RegistrationManagement
from idp.protocol.registration_part import RegistrationPart
from idp.protocol.registration_request import RegistrationRequests
from idp.wiring import Provider

E = TypeVar("E", bound=RegistrationPart)


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
        return self._made(RegistrationEndpoint)

    @built_once
    def management(self) -> RegistrationManagement:
        return self._made(RegistrationManagement)

    def _made(self, endpoint: type[E]) -> E:
        provider = self._provider
        return endpoint(
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
