"""Every part of the house, built once and handed on by name; nothing else calls constructors."""

from dataclasses import dataclass
from pathlib import Path

from idp.accounts import Accounts, Addresses, Passwords, PasswordTries, Proofs, Sessions
from idp.accounts.notices import Notices
from idp.audit import Audit
from idp.children import Children
from idp.clients import Clients
from idp.clients.client_keys import ClientKeys
from idp.clients.sector import Sectors
from idp.clock import Clock, SystemClock
from idp.consents import Consents
from idp.journeys.approvals import Approvals
from idp.journeys.arrival import Arrival
from idp.journeys.dispatch import Dispatch
from idp.journeys.waiting import WaitingRequests
from idp.keys import SigningKeys, Vault, open_vault, read_encryption_key
from idp.keys.lifecycle import KeyLifecycle
from idp.limits import KnownBrowsers, Limits
from idp.mail import Outbox
from idp.outbound import Outbound, narrowed
from idp.protocol.authorization.endpoint import AuthorizationEndpoint
from idp.protocol.authorization.issue import Issue
from idp.protocol.authorization.jarm import SignedResponses
from idp.protocol.authorization.pushed import PushedLookup
from idp.protocol.authorization.request_object import RequestObjects
from idp.protocol.authorization.request_uri import RequestUris
from idp.protocol.backchannel_authentication import BackchannelAuthenticationEndpoint
from idp.protocol.backchannel_hint import Hints
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
from idp.protocol.token.binding.dpop import DpopProofs
from idp.protocol.token.binding.dpop_nonce import DpopNonces
from idp.protocol.token.binding.possession import Possession
from idp.protocol.token.client_authentication import ClientAuthentication
from idp.protocol.token.client_authentication.assertion import Assertions
from idp.protocol.token.client_authentication.certificate import Authorities
from idp.protocol.token.client_authentication.client_secret_jwt import ClientSecretJwt
from idp.protocol.token.client_authentication.private_key_jwt import PrivateKeyJwt
from idp.protocol.token.client_authentication.self_signed_tls_client_auth import (
    SelfSignedTlsClientAuth,
)
from idp.protocol.token.client_authentication.tls_client_auth import TlsClientAuth
from idp.protocol.token.endpoint import TokenEndpoint
from idp.protocol.token.grants.authorization_code import AuthorizationCodeGrant
from idp.protocol.token.grants.ciba import CibaGrant
from idp.protocol.token.grants.client_credentials import ClientCredentialsGrant
from idp.protocol.token.grants.device_code import DeviceCodeGrant
from idp.protocol.token.grants.jwt_bearer import JwtBearerGrant
from idp.protocol.token.grants.polled import PolledGrant
from idp.protocol.token.grants.refresh_token import RefreshTokenGrant
from idp.protocol.token.grants.token_exchange import TokenExchangeGrant
from idp.protocol.userinfo import UserinfoEndpoint
from idp.registry import Registry
from idp.settings import Settings
from idp.storage import Database
from idp.tokens.access_token import AccessTokens
from idp.tokens.approval_requests import ApprovalRequests
from idp.tokens.claims import Claims
from idp.tokens.claims.gpi import GpiClaims
from idp.tokens.claims.standard import StandardClaims
from idp.tokens.id_token import IdTokens
from idp.tokens.pushed_request import PushedRequests
from idp.tokens.subject import Subjects
from idp.upstream import Arrivals, Links, Upstreams


@dataclass(frozen=True, slots=True)
class Parts:
    """The house; doors, worker and command line take from it what they need."""

    settings: Settings
    clock: Clock
    database: Database
    vault: Vault
    keys: SigningKeys
    key_lifecycle: KeyLifecycle
    audit: Audit
    limits: Limits
    known_browsers: KnownBrowsers
    outbox: Outbox
    notices: Notices
    clients: Clients
    accounts: Accounts
    addresses: Addresses
    passwords: Passwords
    password_tries: PasswordTries
    proofs: Proofs
    sessions: Sessions
    subjects: Subjects
    registry: Registry
    children: Children
    consents: Consents
    waiting: WaitingRequests
    approvals: Approvals
    arrival: Arrival
    upstreams: Upstreams
    upstream_links: Links
    upstream_arrivals: Arrivals
    token: TokenEndpoint
    userinfo: UserinfoEndpoint
    introspection: IntrospectionEndpoint
    revocation: RevocationEndpoint
    end_session: EndSessionEndpoint
    registration: RegistrationEndpoint
    registration_management: RegistrationManagement
    pushed_authorization: PushedAuthorizationEndpoint
    device_authorization: DeviceAuthorizationEndpoint
    backchannel_authentication: BackchannelAuthenticationEndpoint


def build(  # noqa: PLR0915 - a list of parts, no procedure
    settings: Settings, clock: Clock | None = None
) -> Parts:
    """Return the house for `settings`.

    Raises SettingsError when the key-encryption key or the database is not ready.
    """
    clock = clock or SystemClock()
    database = Database.open(settings.database)
    sealer = read_encryption_key(Path(settings.keys.encryption_key_file))
    with database.reading() as transaction:
        vault = open_vault(transaction, sealer)
    issuer = settings.server.issuer
    audit = Audit(clock=clock)
    limits = Limits(vault=vault, clock=clock)
    known_browsers = KnownBrowsers(vault=vault, clock=clock)
    outbox = Outbox(vault=vault, clock=clock, settings=settings)
    notices = Notices(vault=vault, clock=clock, outbox=outbox, settings=settings)
    accounts = Accounts(vault=vault, clock=clock, audit=audit, notices=notices)
    addresses = Addresses(vault=vault, clock=clock, audit=audit, notices=notices)
    sessions = Sessions(clock=clock, settings=settings, audit=audit)
    children = Children(vault=vault, clock=clock, limits=limits, audit=audit, settings=settings)
    consents = Consents(clock=clock)
    subjects = Subjects(vault=vault)
    keys = SigningKeys(database=database, sealer=sealer)
    clients = Clients(database=database)
    claims = Claims(
        standard_claims=StandardClaims(accounts=accounts, addresses=addresses),
        gpi_claims=GpiClaims(children=children, vault=vault, clock=clock),
    )
    id_tokens = IdTokens(keys=keys, issuer=issuer, seconds=settings.tokens.id_token_seconds)
    access_tokens = AccessTokens(
        keys=keys, issuer=issuer, seconds=settings.tokens.access_token_seconds
    )
    client_keys = ClientKeys(outbound=Outbound(settings=narrowed(settings.outbound)), clock=clock)
    waiting = WaitingRequests(vault=vault, clock=clock, settings=settings.sessions)
    assertions = Assertions(database=database, clock=clock, issuer=issuer)
    authentication = ClientAuthentication(
        clients=clients,
        clock=clock,
        private_key_jwt=PrivateKeyJwt(keys=client_keys, assertions=assertions),
        client_secret_jwt=ClientSecretJwt(vault=vault, clock=clock, assertions=assertions),
        tls_client_auth=TlsClientAuth(
            authorities=Authorities(file=settings.mtls.authorities_file, clock=clock),
            clock=clock,
        ),
        self_signed_tls_client_auth=SelfSignedTlsClientAuth(keys=client_keys, clock=clock),
    )
    pushed_requests = PushedRequests(
        vault=vault, clock=clock, seconds=settings.tokens.pushed_request_seconds
    )
    authorization = AuthorizationEndpoint(
        clients=clients,
        id_tokens=id_tokens,
        pushed=PushedLookup(requests=pushed_requests, database=database),
        request_uris=RequestUris(outbound=Outbound(settings=narrowed(settings.outbound))),
        request_objects=RequestObjects(keys=client_keys, clock=clock, issuer=issuer),
    )
    possession = Possession(
        proofs=DpopProofs(
            nonces=DpopNonces(vault=vault, clock=clock, seconds=settings.tokens.dpop_nonce_seconds),
            database=database,
            clock=clock,
            origins=tuple(filter(None, (issuer, settings.mtls.origin))),
        )
    )
    upstream = settings.upstream
    dispatch = Dispatch(children=children, consents=consents, subjects=subjects, clock=clock)
    approval_requests = ApprovalRequests(vault=vault, clock=clock, settings=settings.tokens)
    polled = PolledGrant(requests=approval_requests, database=database, claims=claims)
    approvals = Approvals(
        requests=approval_requests,
        waiting=waiting,
        dispatch=dispatch,
        consents=consents,
        clients=clients,
        subjects=subjects,
        limits=limits,
        vault=vault,
        audit=audit,
        database=database,
    )
    registration_requests = RegistrationRequests(
        sectors=Sectors(outbound=Outbound(settings=narrowed(settings.outbound))),
        longest_id_token_seconds=settings.tokens.longest_id_token_seconds,
    )
    registration_answers = RegistrationAnswers(issuer=issuer)
    return Parts(
        upstreams=Upstreams(
            settings=upstream,
            outbound=Outbound(settings=settings.outbound),
            vault=vault,
            clock=clock,
            issuer=issuer,
        ),
        upstream_links=Links(vault=vault, clock=clock, audit=audit),
        upstream_arrivals=Arrivals(vault=vault, clock=clock, seconds=upstream.attempt_seconds),
        settings=settings,
        clock=clock,
        database=database,
        vault=vault,
        keys=keys,
        key_lifecycle=KeyLifecycle(
            sealer=sealer, clock=clock, keys=settings.keys, tokens=settings.tokens
        ),
        audit=audit,
        limits=limits,
        known_browsers=known_browsers,
        outbox=outbox,
        notices=notices,
        clients=clients,
        accounts=accounts,
        addresses=addresses,
        passwords=Passwords(settings=settings),
        password_tries=PasswordTries(
            database=database, limits=limits, known_browsers=known_browsers
        ),
        proofs=Proofs(
            vault=vault,
            clock=clock,
            limits=limits,
            known_browsers=known_browsers,
            outbox=outbox,
            settings=settings,
        ),
        sessions=sessions,
        subjects=subjects,
        registry=Registry(vault=vault, clock=clock, settings=settings),
        children=children,
        consents=consents,
        waiting=waiting,
        approvals=approvals,
        arrival=Arrival(
            endpoint=authorization,
            limits=limits,
            issue=Issue(
                id_tokens=id_tokens,
                subjects=subjects,
                access_tokens=access_tokens,
                claims=claims,
                clock=clock,
                settings=settings.tokens,
                issuer=issuer,
            ),
            signed=SignedResponses(keys=keys, clock=clock, issuer=issuer),
            waiting=waiting,
            pushed=pushed_requests,
            dispatch=dispatch,
            approvals=approvals,
            sessions=sessions,
            subjects=subjects,
            clients=clients,
            database=database,
            clock=clock,
            issuer=issuer,
        ),
        token=TokenEndpoint(
            authentication=authentication,
            possession=possession,
            grants=(
                AuthorizationCodeGrant(database=database, clock=clock, claims=claims, audit=audit),
                RefreshTokenGrant(
                    database=database,
                    clock=clock,
                    vault=vault,
                    claims=claims,
                    settings=settings.tokens,
                    audit=audit,
                ),
                ClientCredentialsGrant(),
                DeviceCodeGrant(polled=polled),
                CibaGrant(polled=polled),
                TokenExchangeGrant(
                    access_tokens=access_tokens,
                    id_tokens=id_tokens,
                    database=database,
                    clock=clock,
                ),
                JwtBearerGrant(
                    keys=client_keys,
                    accounts=accounts,
                    consents=consents,
                    database=database,
                    clock=clock,
                    settings=settings,
                ),
            ),
            access_tokens=access_tokens,
            id_tokens=id_tokens,
            subjects=subjects,
            vault=vault,
            clock=clock,
        ),
        userinfo=UserinfoEndpoint(
            resource=ProtectedResource(
                access_tokens=access_tokens, possession=possession, clock=clock
            ),
            access_tokens=access_tokens,
            clients=clients,
            claims=claims,
            database=database,
            clock=clock,
        ),
        introspection=IntrospectionEndpoint(
            authentication=authentication,
            clients=clients,
            subjects=subjects,
            signed=SignedIntrospection(keys=keys, clock=clock, issuer=issuer),
            access_tokens=access_tokens,
            vault=vault,
            database=database,
            clock=clock,
            issuer=issuer,
        ),
        revocation=RevocationEndpoint(
            authentication=authentication,
            access_tokens=access_tokens,
            vault=vault,
            database=database,
            clock=clock,
        ),
        registration=RegistrationEndpoint(
            requests=registration_requests,
            answers=registration_answers,
            settings=settings.registration,
            clients=clients,
            limits=limits,
            audit=audit,
            vault=vault,
            database=database,
            clock=clock,
        ),
        registration_management=RegistrationManagement(
            requests=registration_requests,
            answers=registration_answers,
            settings=settings.registration,
            clients=clients,
            limits=limits,
            audit=audit,
            vault=vault,
            database=database,
            clock=clock,
        ),
        end_session=EndSessionEndpoint(clients=clients, id_tokens=id_tokens),
        backchannel_authentication=BackchannelAuthenticationEndpoint(
            authentication=authentication,
            signed=SignedRequests(keys=client_keys, database=database, clock=clock, issuer=issuer),
            hints=Hints(
                accounts=accounts,
                addresses=addresses,
                id_tokens=id_tokens,
                keys=client_keys,
                clock=clock,
                issuer=issuer,
            ),
            requests=approval_requests,
            limits=limits,
            outbox=outbox,
            database=database,
            clock=clock,
            settings=settings,
        ),
        device_authorization=DeviceAuthorizationEndpoint(
            authentication=authentication,
            requests=approval_requests,
            limits=limits,
            vault=vault,
            database=database,
            settings=settings,
        ),
        pushed_authorization=PushedAuthorizationEndpoint(
            authentication=authentication,
            possession=possession,
            endpoint=authorization,
            requests=pushed_requests,
            limits=limits,
            database=database,
        ),
    )
