"""The endpoints of OAuth and OpenID Connect."""

from idp.once import built_once
from idp.protocol.acting_client import ActingClients
from idp.protocol.authorization.endpoint import AuthorizationEndpoint
from idp.protocol.authorization.pushed import PushedLookup
from idp.protocol.authorization.request_object import RequestObjects
from idp.protocol.authorization.request_uri import RequestUris
from idp.protocol.backchannel_authentication import BackchannelAuthenticationEndpoint
from idp.protocol.backchannel_hint import Hints
from idp.protocol.backchannel_request import SignedRequests
from idp.protocol.device_authorization import DeviceAuthorizationEndpoint
from idp.protocol.encryption import Encryption
from idp.protocol.end_session import EndSessionEndpoint
from idp.protocol.introspection import IntrospectionEndpoint
from idp.protocol.introspection_jwt import SignedIntrospection
from idp.protocol.protected_resource import ProtectedResource
from idp.protocol.pushed_authorization import PushedAuthorizationEndpoint
from idp.protocol.revocation import RevocationEndpoint
from idp.protocol.token.binding.possession import Possession
from idp.protocol.token.client_authentication import ClientAuthentication
from idp.protocol.token.endpoint import TokenEndpoint
from idp.protocol.userinfo import UserinfoEndpoint
from idp.protocol.userinfo_jwt import SecuredUserinfo
from idp.wiring import Provider
from idp.wiring.client_proofs import client_authentication, possession
from idp.wiring.grants import every_grant
from idp.wiring.registration import Registration
from idp.wiring.transmitter import Transmitter


class ProtocolEndpoints:
    """What portals call."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._database = provider.database
        self._clock = provider.clock
        self._issuer = provider.issuer
        self._limits = provider.limits
        self._clients = provider.directory.clients
        self._client_keys = provider.directory.client_keys
        self._tokens = provider.tokens

    @built_once
    def client_authentication(self) -> ClientAuthentication:
        return client_authentication(self._provider)

    @built_once
    def possession(self) -> Possession:
        return possession(self._provider)

    @built_once
    def encryption(self) -> Encryption:
        return Encryption(keys=self._client_keys)

    @built_once
    def resource(self) -> ProtectedResource:
        return ProtectedResource(
            access_tokens=self._tokens.access_tokens,
            possession=self.possession,
            clock=self._clock,
        )

    @built_once
    def acting_clients(self) -> ActingClients:
        return ActingClients(
            resource=self.resource,
            access_tokens=self._tokens.access_tokens,
            clients=self._clients,
            database=self._database,
            clock=self._clock,
        )

    @built_once
    def authorization(self) -> AuthorizationEndpoint:
        return AuthorizationEndpoint(
            clients=self._clients,
            id_tokens=self._tokens.id_tokens,
            pushed=PushedLookup(requests=self._tokens.pushed_requests, database=self._database),
            request_uris=RequestUris(outbound=self._provider.outbound_to_clients()),
            request_objects=RequestObjects(
                keys=self._client_keys, clock=self._clock, issuer=self._issuer
            ),
        )

    @built_once
    def pushed_authorization(self) -> PushedAuthorizationEndpoint:
        return PushedAuthorizationEndpoint(
            authentication=self.client_authentication,
            possession=self.possession,
            endpoint=self.authorization,
            requests=self._tokens.pushed_requests,
            limits=self._limits,
            database=self._database,
        )

    @built_once
    def device_authorization(self) -> DeviceAuthorizationEndpoint:
        return DeviceAuthorizationEndpoint(
            authentication=self.client_authentication,
            requests=self._tokens.approval_requests,
            limits=self._limits,
            vault=self._provider.vault,
            database=self._database,
            settings=self._provider.settings,
        )

    @built_once
    def backchannel_authentication(self) -> BackchannelAuthenticationEndpoint:
        return BackchannelAuthenticationEndpoint(
            authentication=self.client_authentication,
            signed=SignedRequests(
                keys=self._client_keys,
                database=self._database,
                clock=self._clock,
                issuer=self._issuer,
            ),
            hints=Hints(
                accounts=self._provider.directory.accounts,
                addresses=self._provider.directory.addresses,
                id_tokens=self._tokens.id_tokens,
                subjects=self._tokens.subjects,
                keys=self._client_keys,
                clock=self._clock,
                issuer=self._issuer,
            ),
            requests=self._tokens.approval_requests,
            limits=self._limits,
            outbox=self._provider.outbox,
            database=self._database,
            clock=self._clock,
            settings=self._provider.settings,
        )

    @built_once
    def token(self) -> TokenEndpoint:
        return TokenEndpoint(
            authentication=self.client_authentication,
            possession=self.possession,
            grants=every_grant(self._provider),
            access_tokens=self._tokens.access_tokens,
            id_tokens=self._tokens.id_tokens,
            encryption=self.encryption,
            subjects=self._tokens.subjects,
            refresh_tokens=self._tokens.refresh_tokens,
            clock=self._clock,
        )

    @built_once
    def userinfo(self) -> UserinfoEndpoint:
        return UserinfoEndpoint(
            resource=self.resource,
            access_tokens=self._tokens.access_tokens,
            clients=self._clients,
            claims=self._tokens.claims,
            secured=SecuredUserinfo(
                keys=self._provider.keys, encryption=self.encryption, issuer=self._issuer
            ),
            database=self._database,
            clock=self._clock,
        )

    @built_once
    def introspection(self) -> IntrospectionEndpoint:
        return IntrospectionEndpoint(
            authentication=self.client_authentication,
            clients=self._clients,
            subjects=self._tokens.subjects,
            signed=SignedIntrospection(
                keys=self._provider.keys, clock=self._clock, issuer=self._issuer
            ),
            access_tokens=self._tokens.access_tokens,
            refresh_tokens=self._tokens.refresh_tokens,
            database=self._database,
            clock=self._clock,
            issuer=self._issuer,
        )

    @built_once
    def revocation(self) -> RevocationEndpoint:
        return RevocationEndpoint(
            authentication=self.client_authentication,
            access_tokens=self._tokens.access_tokens,
            refresh_tokens=self._tokens.refresh_tokens,
            database=self._database,
            clock=self._clock,
        )

    @built_once
    def end_session(self) -> EndSessionEndpoint:
        return EndSessionEndpoint(clients=self._clients, id_tokens=self._tokens.id_tokens)

    @built_once
    def registration(self) -> Registration:
        return Registration(self._provider)

    @built_once
    def transmitter(self) -> Transmitter:
        return Transmitter(self._provider, receivers=self.acting_clients)
