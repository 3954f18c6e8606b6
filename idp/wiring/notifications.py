"""The ways of notifying portals."""

from idp.once import built_once
from idp.protocol.backchannel_logout import BackchannelLogout
from idp.protocol.backchannel_ping import BackchannelPing
from idp.protocol.frontchannel_logout import FrontchannelLogout
from idp.protocol.notification_method import NotificationMethod
from idp.protocol.shared_signals.push import SecurityEventPush
from idp.tokens.logout_token import LogoutTokens
from idp.tokens.security_event_token import SecurityEventTokens
from idp.wiring import Provider


class NotificationMethods:
    """The parts that call portals."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._clients = provider.directory.clients
        self._deliveries = provider.deliveries

    @built_once
    def backchannel_logout(self) -> BackchannelLogout:
        return BackchannelLogout(
            clients=self._clients,
            subjects=self._provider.tokens.subjects,
            tokens=LogoutTokens(keys=self._provider.keys, issuer=self._provider.issuer),
            deliveries=self._deliveries,
            clock=self._provider.clock,
        )

    @built_once
    def frontchannel_logout(self) -> FrontchannelLogout:
        return FrontchannelLogout(clients=self._clients, issuer=self._provider.issuer)

    @built_once
    def backchannel_ping(self) -> BackchannelPing:
        return BackchannelPing(
            clients=self._clients, deliveries=self._deliveries, clock=self._provider.clock
        )

    @built_once
    def security_events(self) -> SecurityEventPush:
        provider = self._provider
        return SecurityEventPush(
            clients=self._clients,
            subjects=provider.tokens.subjects,
            streams=provider.streams,
            tokens=SecurityEventTokens(keys=provider.keys, issuer=provider.issuer),
            deliveries=self._deliveries,
            database=provider.database,
            issuer=provider.issuer,
        )

    @property
    def ways(self) -> tuple[NotificationMethod, ...]:
        """The ways that the worker sends by."""
        return (self.backchannel_logout, self.backchannel_ping, self.security_events)
