"""The endpoints of OAuth and OpenID Connect."""

from idp.clients.sector import Sectors
from idp.clock import Clock
from idp.parts.token_endpoint import WithTokenEndpoint
from idp.protocol.acting_client import ActingClients
from idp.protocol.authorization.endpoint import AuthorizationEndpoint
from idp.protocol.authorization.pushed import PushedLookup
from idp.protocol.authorization.request_object import RequestObjects
from idp.protocol.authorization.request_uri import RequestUris
from idp.protocol.backchannel_authentication import BackchannelAuthenticationEndpoint
from idp.protocol.backchannel_hint import Hints
from idp.protocol.backchannel_logout import BackchannelLogout
from idp.protocol.backchannel_ping import BackchannelPing
from idp.protocol.backchannel_request import SignedRequests
from idp.protocol.device_authorization import DeviceAuthorizationEndpoint
from idp.protocol.end_session import EndSessionEndpoint
from idp.protocol.introspection import IntrospectionEndpoint
from idp.protocol.introspection_jwt import SignedIntrospection
from idp.protocol.protected_resource import ProtectedResource
from idp.protocol.pushed_authorization import PushedAuthorizationEndpoint
from idp.protocol.registration import RegistrationEndpoint
from idp.protocol.registration_answer import RegistrationAnswers
from idp.protocol.registration_management import RegistrationManagement
from idp.protocol.registration_request import RegistrationRequests
from idp.protocol.revocation import RevocationEndpoint
from idp.protocol.telling import Telling
from idp.protocol.userinfo import UserinfoEndpoint
from idp.protocol.userinfo_jwt import SecuredUserinfo
from idp.settings import Settings
from idp.tokens.logout_token import LogoutTokens


class Protocol(WithTokenEndpoint):
    """What portals call."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        super().__init__(settings, clock)
        self.authorization = AuthorizationEndpoint(
            clients=self.clients,
            id_tokens=self.id_tokens,
            pushed=PushedLookup(requests=self.pushed_requests, database=self.database),
            request_uris=RequestUris(outbound=self.outbound_to_clients()),
            request_objects=RequestObjects(keys=self.client_keys, clock=clock, issuer=self.issuer),
        )
        self.pushed_authorization = PushedAuthorizationEndpoint(
            authentication=self.client_authentication,
            possession=self.possession,
            endpoint=self.authorization,
            requests=self.pushed_requests,
            limits=self.limits,
            database=self.database,
        )
        self.device_authorization = DeviceAuthorizationEndpoint(
            authentication=self.client_authentication,
            requests=self.approval_requests,
            limits=self.limits,
            vault=self.vault,
            database=self.database,
            settings=settings,
        )
        self.backchannel_authentication = self._backchannel_authentication()
        resource = ProtectedResource(
            access_tokens=self.access_tokens, possession=self.possession, clock=clock
        )
        self.acting_clients = ActingClients(
            resource=resource,
            access_tokens=self.access_tokens,
            clients=self.clients,
            database=self.database,
            clock=clock,
        )
        self.userinfo = UserinfoEndpoint(
            resource=resource,
            access_tokens=self.access_tokens,
            clients=self.clients,
            claims=self.claims,
            secured=SecuredUserinfo(keys=self.keys, encryption=self.encryption, issuer=self.issuer),
            database=self.database,
            clock=clock,
        )
        self.introspection = IntrospectionEndpoint(
            authentication=self.client_authentication,
            clients=self.clients,
            subjects=self.subjects,
            signed=SignedIntrospection(keys=self.keys, clock=clock, issuer=self.issuer),
            access_tokens=self.access_tokens,
            refresh_tokens=self.refresh_tokens,
            database=self.database,
            clock=clock,
            issuer=self.issuer,
        )
        self.revocation = RevocationEndpoint(
            authentication=self.client_authentication,
            access_tokens=self.access_tokens,
            refresh_tokens=self.refresh_tokens,
            database=self.database,
            clock=clock,
        )
        self.backchannel_logout = BackchannelLogout(
            clients=self.clients,
            subjects=self.subjects,
            tokens=LogoutTokens(keys=self.keys, issuer=self.issuer),
            deliveries=self.deliveries,
            clock=clock,
        )
        self.backchannel_ping = BackchannelPing(
            clients=self.clients, deliveries=self.deliveries, clock=clock
        )
        self.ways_of_telling: tuple[Telling, ...] = (
            self.backchannel_logout,
            self.backchannel_ping,
        )
        self.end_session = EndSessionEndpoint(clients=self.clients, id_tokens=self.id_tokens)
        self._open_registration()

    def _backchannel_authentication(self) -> BackchannelAuthenticationEndpoint:
        return BackchannelAuthenticationEndpoint(
            authentication=self.client_authentication,
            signed=SignedRequests(
                keys=self.client_keys,
                database=self.database,
                clock=self.clock,
                issuer=self.issuer,
            ),
            hints=Hints(
                accounts=self.accounts,
                addresses=self.addresses,
                id_tokens=self.id_tokens,
                keys=self.client_keys,
                clock=self.clock,
                issuer=self.issuer,
            ),
            requests=self.approval_requests,
            limits=self.limits,
            outbox=self.outbox,
            database=self.database,
            clock=self.clock,
            settings=self.settings,
        )

    def _open_registration(self) -> None:
        requests = RegistrationRequests(
            sectors=Sectors(outbound=self.outbound_to_clients()),
            longest_id_token_seconds=self.settings.tokens.longest_id_token_seconds,
        )
        answers = RegistrationAnswers(issuer=self.issuer)
        self.registration = RegistrationEndpoint(
            requests=requests,
            answers=answers,
            settings=self.settings.registration,
            clients=self.clients,
            limits=self.limits,
            audit=self.audit,
            vault=self.vault,
            database=self.database,
            clock=self.clock,
        )
        self.registration_management = RegistrationManagement(
            requests=requests,
            answers=answers,
            settings=self.settings.registration,
            clients=self.clients,
            limits=self.limits,
            audit=self.audit,
            vault=self.vault,
            database=self.database,
            clock=self.clock,
        )
