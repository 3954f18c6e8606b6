"""How portals are told of what happened, way by way."""

from idp.once import built_once
from idp.protocol.backchannel_logout import BackchannelLogout
from idp.protocol.backchannel_ping import BackchannelPing
from idp.protocol.frontchannel_logout import FrontchannelLogout
from idp.protocol.shared_signals.telling import SecurityEventTelling
from idp.protocol.telling import Telling
from idp.tokens.logout_token import LogoutTokens
from idp.tokens.security_event_token import SecurityEventTokens
from idp.wiring import Parts


class WaysOfTelling:
    """What calls portals."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._clients = parts.directory.clients
        self._deliveries = parts.deliveries

    @built_once
    def backchannel_logout(self) -> BackchannelLogout:
        return BackchannelLogout(
            clients=self._clients,
            subjects=self._parts.tokens.subjects,
            tokens=LogoutTokens(keys=self._parts.keys, issuer=self._parts.issuer),
            deliveries=self._deliveries,
            clock=self._parts.clock,
        )

    @built_once
    def frontchannel_logout(self) -> FrontchannelLogout:
        return FrontchannelLogout(clients=self._clients, issuer=self._parts.issuer)

    @built_once
    def backchannel_ping(self) -> BackchannelPing:
        return BackchannelPing(
            clients=self._clients, deliveries=self._deliveries, clock=self._parts.clock
        )

    @built_once
    def security_events(self) -> SecurityEventTelling:
        parts = self._parts
        return SecurityEventTelling(
            clients=self._clients,
            subjects=parts.tokens.subjects,
            streams=parts.streams,
            tokens=SecurityEventTokens(keys=parts.keys, issuer=parts.issuer),
            deliveries=self._deliveries,
            database=parts.database,
            issuer=parts.issuer,
        )

    @property
    def ways(self) -> tuple[Telling, ...]:
        """Those that the worker carries out."""
        return (self.backchannel_logout, self.backchannel_ping, self.security_events)
