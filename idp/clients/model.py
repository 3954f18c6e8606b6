"""A client (relying party) and its registered metadata (RFC 7591 §2 names)."""

from enum import StrEnum
from urllib.parse import urlsplit

from msgspec import Struct

from idp.clients.b2c_policy import B2CPolicy
from idp.clients.contrast import DEFAULT_COLOUR, PortalColours, colours_of
from idp.discreet import Discreet, Hidden
from idp.ids import ClientId

TRIAL_PREFIX = "trial-"
"""How the ids of clients begin that stand in for a portal; nobody can register such an id."""


class Profile(StrEnum):
    """The set of rules for a client; `profiles.py` lists them."""

    DEFAULT = "default"
    """Code with PKCE S256 and nothing else."""
    LEGACY = "legacy"
    """May leave PKCE out and be answered with tokens through the browser: portals written to
    OpenID Connect Core 1.0, or for Azure AD B2C."""
    FAPI2 = "fapi2"
    """The FAPI 2.0 Security Profile."""


class AuthenticationMethod(StrEnum):
    """Client authentication methods (OpenID Connect Core §9, RFC 8705 §2)."""

    BASIC = "client_secret_basic"
    POST = "client_secret_post"
    CLIENT_SECRET_JWT = "client_secret_jwt"  # noqa: S105 - the name of a method
    PRIVATE_KEY_JWT = "private_key_jwt"
    TLS_CLIENT_AUTH = "tls_client_auth"
    SELF_SIGNED_TLS_CLIENT_AUTH = "self_signed_tls_client_auth"
    NONE = "none"

    @property
    def has_secret(self) -> bool:
        """Whether the client and we share a secret."""
        return self.value.startswith("client_secret_")

    @property
    def signs_by_secret(self) -> bool:
        """Whether the secret must be readable, to verify signatures made with it."""
        return self is AuthenticationMethod.CLIENT_SECRET_JWT


class ApplicationType(StrEnum):
    """What kind of program the client is (OpenID Connect Registration §2)."""

    WEB = "web"
    NATIVE = "native"
    """It runs on the person's own machine."""


class SubjectType(StrEnum):
    """The kind of `sub` that a client receives (OpenID Connect Core §8)."""

    PUBLIC = "public"
    """Each person has one name, the same for every client."""
    PAIRWISE = "pairwise"
    """Clients of two sectors know a person by two names, and cannot compare."""


class DeliveryMode(StrEnum):
    """How a client learns that a CIBA request was answered (CIBA Core 1.0 §5)."""

    POLL = "poll"
    """It polls the token endpoint."""
    PING = "ping"
    """It is notified of the answer, and then polls; it may poll before."""


class MatchPolicy(StrEnum):
    """What happens when the school claim does not hold."""

    REQUIRE = "require"
    """The parent stays on a page that explains it."""
    INFORM = "inform"
    """The token says so."""


class LanguagePolicy(StrEnum):
    """When English is offered (Charter of the French language)."""

    FRENCH = "fr"
    ATTESTED = "fr+attested"
    """English after the person attests to be entitled to it."""
    BILINGUAL = "bilingual"


class Branding(Struct, frozen=True):
    """What parents see of a portal: names, logo, colour, support."""

    name_fr: str
    name_en: str
    logo_uri: str | None = None
    """A path under `/static/` or an https URL."""
    colour: str = DEFAULT_COLOUR
    """`#rrggbb`; pages see to the contrast of the text on it."""
    support_address: str | None = None
    support_telephone: str | None = None
    help_uri: str | None = None
    video_uri: str | None = None
    client_uri: str | None = None
    """Where its pages begin."""
    policy_uri: str | None = None
    """Its privacy policy."""
    tos_uri: str | None = None
    """Its terms of service."""

    def name(self, locale: str) -> str:
        """Return the portal's name in `locale`."""
        return self.name_en if locale == "en" else self.name_fr


class StoredSecret(Struct, frozen=True):
    """A client secret as stored: hashed; two may be valid during a change."""

    secret_hash: bytes
    expires_at: int | None
    sealed: bytes | None = None
    """For `client_secret_jwt` alone: the secret itself, for the vault to open."""
    id: str = ""
    created_at: int = 0


class Client(Discreet, frozen=True):
    """One registered client; immutable, and shared by all requests of a process."""

    id: ClientId
    branding: Branding
    redirect_uris: tuple[str, ...]
    profile: Profile = Profile.DEFAULT
    response_types: tuple[str, ...] = ("code",)
    grant_types: tuple[str, ...] = ("authorization_code",)
    scopes: tuple[str, ...] = ("openid", "profile", "email", "gpi")
    """What it may ask for."""
    implied_scopes: tuple[str, ...] = ()
    """What it is given without asking: portals written for B2C ask for `openid` alone."""
    token_endpoint_auth_method: AuthenticationMethod = AuthenticationMethod.BASIC
    token_endpoint_auth_signing_alg: str | None = None
    """The only algorithm of its assertions; None: any of its profile."""
    tls_client_auth_subject_dn: str | None = None
    """The one name by which its certificate is known (RFC 8705 §2.1.2): this, in the letters of
    RFC 4514, or one of the four below."""
    tls_client_auth_san_dns: str | None = None
    tls_client_auth_san_uri: str | None = None
    tls_client_auth_san_ip: str | None = None
    tls_client_auth_san_email: str | None = None
    id_token_signed_response_alg: str = "RS256"  # noqa: S105 - an algorithm
    require_pushed_authorization_requests: bool = False
    """Whether each authorization request must be pushed (RFC 9126 §6)."""
    require_signed_request_object: bool = False
    """Whether each authorization request must be a signed object (RFC 9101 §10.5)."""
    request_object_signing_alg: str | None = None
    """The only algorithm of its request objects; `none`: unsigned; None: any of its profile."""
    request_uris: tuple[str, ...] = ()
    """Where its request objects may be fetched (OpenID Connect Core §6.2)."""
    resources: tuple[str, ...] = ()
    """The resources for which it may have access tokens (RFC 8707)."""
    protected_resources: tuple[str, ...] = ()
    """The resources of which it is the server: it may ask about tokens made for them (RFC 7662)."""
    introspection_signed_response_alg: str | None = None
    """For introspection that is answered signed (RFC 9701 §6); None: its profile's first."""
    token_exchange_audiences: tuple[str, ...] = ()
    """For whom it may exchange tokens (RFC 8693): URIs of resources, or names agreed on."""
    token_exchange_clients: tuple[str, ...] = ()
    """The clients whose tokens it may exchange, beside its own."""
    token_exchange_id_tokens: bool = False
    """Whether it may exchange ID tokens as well as access tokens."""
    assertion_issuer: str | None = None
    """Who, beside itself, may sign assertions for its JWT bearer grant (RFC 7523 §3)."""
    assertion_jwks: str | None = None
    """The public keys of that issuer, as a JSON Web Key Set."""
    backchannel_authentication_request_signing_alg: str | None = None
    """The only algorithm of its CIBA requests, which it must then sign; None: it need not."""
    backchannel_token_delivery_mode: DeliveryMode = DeliveryMode.POLL
    backchannel_client_notification_endpoint: str | None = None
    """Where it is notified that a CIBA request was answered, in mode `ping`."""
    backchannel_tells_unknown_users: bool = False
    """Whether its CIBA requests may get `unknown_user_id` for a hint."""
    authorization_details_types: tuple[str, ...] = ()
    """The types of authorization details that it may ask for (RFC 9396 §10)."""
    dpop_bound_access_tokens: bool = False
    """Whether every token is bound to a key that signs the requests with it (RFC 9449 §5.2)."""
    tls_client_certificate_bound_access_tokens: bool = False
    """Whether every token is bound to the client's TLS certificate (RFC 8705 §3.4)."""
    authorization_signed_response_alg: str | None = None
    """For answers that are signed as a whole (JARM §3); None: RS256."""
    authorization_encrypted_response_alg: str | None = None
    authorization_encrypted_response_enc: str | None = None
    """How they are then encrypted (JWE `alg` and `enc`); None: they are not."""
    id_token_encrypted_response_alg: str | None = None
    id_token_encrypted_response_enc: str | None = None
    """How ID tokens are encrypted; None: they are not."""
    userinfo_signed_response_alg: str | None = None
    """What signs userinfo (OpenID Connect Core §5.3.2); None: it is plain JSON."""
    userinfo_encrypted_response_alg: str | None = None
    userinfo_encrypted_response_enc: str | None = None
    """How userinfo is encrypted; None: it is not."""
    id_token_seconds: int | None = None
    """None: the provider's default."""
    post_logout_redirect_uris: tuple[str, ...] = ()
    backchannel_logout_uri: str | None = None
    """Where its server is notified of a sign-out (Back-Channel Logout §2.2)."""
    backchannel_logout_session_required: bool = False
    """Whether it must be told of which session; it always is."""
    frontchannel_logout_uri: str | None = None
    """Its page that the browser which signs out loads unseen (Front-Channel Logout §2)."""
    frontchannel_logout_session_required: bool = False
    """Whether it must be told of which session; it always is."""
    initiate_login_uri: str | None = None
    """The URI that asks the portal to begin a sign-in (OpenID Connect Core §4)."""
    default_max_age: int | None = None
    """How old a sign-in may be where a request does not say it, in seconds."""
    require_auth_time: bool = False
    """Whether ID tokens must say when the person signed in; they always do."""
    default_acr_values: tuple[str, ...] = ()
    application_type: ApplicationType = ApplicationType.WEB
    contacts: tuple[str, ...] = ()
    """Addresses of the people responsible for it."""
    software_id: str | None = None
    software_version: str | None = None
    localized: str | None = None
    """What it said of itself in several languages, as JSON (RFC 7591 §2.2)."""
    self_registered: bool = False
    """Whether it registered itself (RFC 7591): nobody here looked at it."""
    start_uri: str | None = None
    """Where a sign-in begins at the portal: where a parent goes when an answer came too late."""
    nonce_seconds: int | None = None
    """How long the portal honours its own nonce (900 for .NET); None: as long as it takes."""
    jwks: str | None = None
    """The client's public keys, as a JSON Web Key Set: it signs with them, or reads what is
    encrypted to them."""
    jwks_uri: str | None = None
    """Where it publishes them instead, and may change them whenever it likes."""
    match_policy: MatchPolicy = MatchPolicy.REQUIRE
    language_policy: LanguagePolicy = LanguagePolicy.ATTESTED
    asks_consent: bool = False
    """Whether parents are asked before their data go there: False for the board's own portals."""
    scope_claims_in_id_token: bool = False
    """Whether ID tokens hold what its scopes release, for a portal that never calls userinfo."""
    child_numbers: bool = False
    """Whether userinfo may give this client fiche numbers (scope `gpi.children`)."""
    sector: str | None = None
    """Whose clients see the same pairwise identifiers; None: a host decides, as
    `sector_identifier` tells."""
    sector_identifier_uri: str | None = None
    """Where the redirect URIs of its sector are listed; its host names the sector (§8.1)."""
    subject_type: SubjectType = SubjectType.PUBLIC
    subject_source: str | None = None
    """The source of imported accounts by whose subjects it knows them, as it did before; others,
    and everybody else, are known to it as `subject_type` says."""
    aliases: tuple[str, ...] = ()
    """`tenant/policy` names under which Azure AD B2C knew this client's journey."""
    policies: tuple[B2CPolicy, ...] = ()
    """What those policies ask of a person, where that is more than to sign in."""
    policy_claims: tuple[str, ...] = ()
    """Further names of claims in the ID tokens of its policies: `extension_School=gpi_email`."""
    disabled: bool = False
    secrets: Hidden[tuple[StoredSecret, ...]] = ()

    @property
    def is_trial(self) -> bool:
        """Whether it replaces a portal in an administrator's trial, for minutes."""
        return self.id.startswith(TRIAL_PREFIX)

    @property
    def home_uri(self) -> str | None:
        """Where a person goes on at the portal: its start, else its own pages if somebody saw them.

        A self-registered client named its pages itself: nobody is sent there by us.
        """
        return self.start_uri or (None if self.self_registered else self.branding.client_uri)

    def name_in_messages(self, locale: str, redirect_uri: str | None = None) -> str:
        """Return the name to use in messages, where nothing else identifies the client.

        No administrator reviewed the name of a self-registered client: it is named by the host of
        its redirect URI, `redirect_uri` in this journey.
        """
        if not self.self_registered:
            return self.branding.name(locale)
        uri = redirect_uri or next(iter(self.redirect_uris), "")
        return urlsplit(uri).hostname or self.id

    @property
    def colours_in_messages(self) -> PortalColours:
        """The colours of a message; not its own if it registered itself."""
        return colours_of(DEFAULT_COLOUR if self.self_registered else self.branding.colour)

    @property
    def notification_endpoint(self) -> str | None:
        """The URI that is notified when a CIBA request was answered; None: it polls."""
        pings = self.backchannel_token_delivery_mode is DeliveryMode.PING
        return self.backchannel_client_notification_endpoint if pings else None

    @property
    def is_public(self) -> bool:
        """Whether the client cannot keep a secret."""
        return self.token_endpoint_auth_method is AuthenticationMethod.NONE

    def policy_of(self, alias: str) -> str | None:
        """Return the policy of `tenant/policy` as registered; None when it was not."""
        own = (each for each in self.aliases if each.lower() == alias.lower())
        return next((each.rpartition("/")[2] for each in own), None)

    def policy_named(self, name: str | None) -> B2CPolicy:
        """Return what is registered of the policy: to sign in, when nothing is."""
        found = (each for each in self.policies if each.name.lower() == (name or "").lower())
        return next(found, B2CPolicy(name or ""))

    def tenants_of(self, policy: str) -> tuple[str, ...]:
        """Return the tenants of the aliases with the policy."""
        named = (each.rpartition("/") for each in self.aliases)
        return tuple(tenant for tenant, _, name in named if name == policy)

    @property
    def sector_identifier(self) -> str:
        """The sector whose clients see the same pairwise identifiers (OpenID Connect Core §8.1)."""
        if self.sector is not None:
            return self.sector
        uris = (self.sector_identifier_uri, *self.redirect_uris)
        first = next(filter(None, uris), "")
        return urlsplit(first).hostname or self.id

    @property
    def has_keys(self) -> bool:
        """Whether the client has public keys of its own."""
        return (self.jwks or self.jwks_uri) is not None

    @property
    def authorization_algorithm(self) -> str:
        """The algorithm that signs authorization responses (JARM §3)."""
        return self.authorization_signed_response_alg or "RS256"
