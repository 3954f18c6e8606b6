"""Portals that register themselves (RFC 7591, RFC 7592)."""

from idp.clients.sector import Sectors
from idp.once import built_once
from idp.protocol.registration import RegistrationEndpoint
from idp.protocol.registration_answer import RegistrationAnswers
from idp.protocol.registration_management import RegistrationManagement
from idp.protocol.registration_request import RegistrationRequests
from idp.wiring import Parts


class Registration:
    """The endpoints where portals register, and see to what they registered."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._answers = RegistrationAnswers(issuer=parts.issuer)
        self._requests = RegistrationRequests(
            sectors=Sectors(outbound=parts.outbound_to_clients()),
            longest_id_token_seconds=parts.settings.tokens.longest_id_token_seconds,
        )

    @built_once
    def endpoint(self) -> RegistrationEndpoint:
        parts = self._parts
        return RegistrationEndpoint(
            requests=self._requests,
            answers=self._answers,
            settings=parts.settings.registration,
            clients=parts.directory.clients,
            limits=parts.limits,
            audit=parts.audit,
            vault=parts.vault,
            database=parts.database,
            clock=parts.clock,
        )

    @built_once
    def management(self) -> RegistrationManagement:
        parts = self._parts
        return RegistrationManagement(
            requests=self._requests,
            answers=self._answers,
            settings=parts.settings.registration,
            clients=parts.directory.clients,
            limits=parts.limits,
            audit=parts.audit,
            vault=parts.vault,
            database=parts.database,
            clock=parts.clock,
        )
