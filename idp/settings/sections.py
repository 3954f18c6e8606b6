"""Every setting: its unit, its default, and why."""

import re
from dataclasses import dataclass, field
from ipaddress import ip_network
from urllib.parse import urlsplit

from idp.clock import DAY, HOUR, MINUTE
from idp.errors import SettingsError
from idp.settings.signals import SignalSettings

_ORIGIN = re.compile(r"https://[a-z0-9.-]+(:[0-9]+)?")


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """Where Parvis is reached, and whom it believes about that."""

    issuer: str = "http://127.0.0.1:8000"
    """The URL that names this provider, without a final slash; https except on loopback."""
    hosts: tuple[str, ...] = ()
    """Further `Host` values answered beside the issuer's own (host:port); any other gets 400."""
    trusted_proxies: tuple[str, ...] = ()
    """Networks (CIDR) of the proxies whose `X-Forwarded-For` is believed; empty: none."""
    proxy_hops: int = 1
    """How many proxies stand in a row between the browser and Parvis."""
    body_bytes: int = 65_536
    """The largest request body accepted, in bytes."""
    bind: str = "127.0.0.1:8000"
    """Where `parvis serve` listens: `host:port` or `unix:/path`."""
    workers: int = 2
    """Processes that `parvis serve` starts."""
    threads: int = 4
    """Threads in each process."""
    recycle_requests: int = 250_000
    """Requests after which a process makes room for a fresh one, give or take a tenth; 0: never."""
    drain_seconds: int = 30
    """How long requests under way may take to end when Parvis is told to stop."""


@dataclass(frozen=True, slots=True)
class MtlsSettings:
    """Certificates of TLS clients, as a trusted proxy tells them (RFC 8705)."""

    header: str = ""
    """The header in which a trusted proxy says the certificate, and which it erases from what
    clients send; empty: no certificate is believed."""
    encoding: str = "rfc9440"
    """`rfc9440` (`Client-Cert`, between colons), `pem` (percent-encoded, nginx's
    `$ssl_client_escaped_cert`) or `base64` (HAProxy's `ssl_c_der,base64`)."""
    authorities_file: str = ""
    """The authorities (PEM, intermediate ones too) whose certificates identify clients; empty:
    `tls_client_auth` is not offered."""
    origin: str = ""
    """`https://host` where connections are asked for a certificate, when it is not the issuer's
    own: browsers would show it to parents. Its host belongs into `server.hosts` as well."""


@dataclass(frozen=True, slots=True)
class DatabaseSettings:
    """The database."""

    url: str = "sqlite:///var/parvis.db"
    """`sqlite:///path` or `postgresql://user:password@host/name`."""
    pool_size: int = 8
    """Connections kept by each process; at least the threads of one."""
    pool_timeout_seconds: int = 5
    """How long a request waits for a connection before it is answered 503."""
    busy_timeout_seconds: int = 5
    """SQLite: how long a writer waits for another process's transaction."""
    statement_timeout_seconds: int = 30
    """PostgreSQL: how long a statement may run."""


@dataclass(frozen=True, slots=True)
class KeySettings:
    """Keys that sign, and the key that seals them."""

    encryption_key_file: str = "keys/encryption.key"
    """The key-encryption key, 32 bytes in base64url; everything sealed depends on it."""
    rsa_bits: int = 2048
    """Size of RSA signing keys. 2048 is what every .NET and Java portal verifies fast; 3072 costs
    three times the time of a signature."""
    jwks_max_age_seconds: int = 15 * MINUTE
    """How long relying parties may keep the published keys."""
    publication_lead_seconds: int = 5 * DAY + HOUR
    """How long a key is published before it signs: old .NET portals refresh every five days."""


@dataclass(frozen=True, slots=True)
class TokenSettings:
    """How long codes and tokens live."""

    code_seconds: int = 60
    """Life of an authorization code, in seconds."""
    access_token_seconds: int = 10 * MINUTE
    """Life of an access token, in seconds."""
    front_channel_token_seconds: int = 5 * MINUTE
    """Instead of `access_token_seconds` for one that passed through a browser, in seconds."""
    id_token_seconds: int = 10 * MINUTE
    """Default for clients; a client may have its own, since .NET portals make it their session."""
    longest_id_token_seconds: int = DAY
    """The most a client may ask for; a retired signing key stays published at least as long."""
    pushed_request_seconds: int = 5 * MINUTE
    """How long a pushed authorization request waits for its browser, in seconds."""
    device_code_seconds: int = 10 * MINUTE
    """How long a device shows its code, in seconds."""
    backchannel_request_seconds: int = 15 * MINUTE
    """How long a request that a person is written to about may be answered, in seconds."""
    poll_interval_seconds: int = 5
    """How long a client waits before it asks again whether a person has answered, in seconds."""
    refresh_seconds: int = 30 * DAY
    """From the sign-in to the last possible refresh, whatever happens in between."""
    dpop_nonce_seconds: int = 0
    """How long a client may use the nonce that its DPoP proofs must then hold, in seconds; 0: they
    need none. Each client asks once more for each nonce, and may have a clock that is wrong."""
    refresh_grace_seconds: int = 10
    """How long the immediate predecessor of a refresh token gets the same answer again."""


@dataclass(frozen=True, slots=True)
class SessionSettings:
    """How long a browser stays signed in, and how long a sign-in may take."""

    idle_seconds: int = 30 * MINUTE
    """A session nobody used for this long, in seconds, is over."""
    absolute_seconds: int = 12 * HOUR
    """A session this old, in seconds, is over, used or not."""
    remembered_idle_seconds: int = 14 * DAY
    """Instead of `idle_seconds` on a device to be remembered."""
    remembered_seconds: int = 60 * DAY
    """Instead of `absolute_seconds` on a device to be remembered."""
    journey_seconds: int = 24 * HOUR
    """How long a portal's request waits for a parent who was interrupted."""


@dataclass(frozen=True, slots=True)
class PasswordSettings:
    """Passwords."""

    minimum_length: int = 12
    """Characters. 15 follows NIST SP 800-63B-4 to the letter for a password that stands alone."""
    maximum_length: int = 256
    """Characters; a longer one would only cost time to hash."""
    minimum_score: int = 3
    """zxcvbn's estimate, 0 to 4."""
    memory_kib: int = 19_456
    """Argon2id memory (OWASP: 19 MiB with two passes)."""
    passes: int = 2
    """Argon2id passes over that memory."""
    parallel_hashes: int = 1
    """Hashes computed at once in a process; bounds memory to this many times `memory_kib`."""
    waiting_hashes: int = 16
    """Requests that may wait for a hash in a process; one more is answered 503."""


@dataclass(frozen=True, slots=True)
class CodeSettings:
    """Codes sent by email."""

    sign_up_seconds: int = 30 * MINUTE
    """Life of a code that proves a new address, in seconds."""
    recovery_seconds: int = 10 * MINUTE
    """Life of a code that leads to a new password, in seconds."""
    tries: int = 5
    """Wrong entries after which a code is dead."""
    resend_seconds: tuple[int, ...] = (30, 60, 120)
    """How long to wait before the second, third and later messages."""


@dataclass(frozen=True, slots=True)
class MailSettings:
    """The mail server that carries the messages away."""

    host: str = "127.0.0.1"
    """Name or address of the server."""
    port: int = 1025
    """1025 is the mailbox of `make run`; 587 goes with `starttls`, 465 with `tls`."""
    security: str = "none"
    """`none` (loopback only), `starttls` (required, never skipped) or `tls`."""
    username: str = ""
    """Empty: the server asks for none."""
    password_file: str = ""
    """File whose content is the password; it stands in no setting."""
    sender: str = "ne-pas-repondre@parvis.localhost"
    """The address messages come from; its domain's SPF, DKIM and DMARC must cover the server."""
    sender_name: str = "Parvis"
    """The name shown beside that address."""
    timeout_seconds: int = 20
    """How long each step of the conversation may take."""
    retry_seconds: tuple[int, ...] = (5, 15, 60, 300, 900, 1800)
    """Waits between attempts; the last one repeats until the message is no longer of use."""


@dataclass(frozen=True, slots=True)
class RegistrySettings:
    """Imports of the school registry."""

    removal_threshold_percent: int = 2
    """An import that takes away more of an organisation's contacts than this is refused."""
    kept_imports: int = 2
    """Imports kept for each organisation, the current one included."""
    confirm: str = "organisation"
    """`organisation`: one child's number confirms every child there whose file lists the address;
    `each`: every child's number is asked."""


@dataclass(frozen=True, slots=True)
class PageSettings:
    """What pages say when no portal says otherwise."""

    name: str = "Parvis"
    """The name in the heading."""
    support_address: str = "soutien@parvis.localhost"
    """Where a parent's support message goes when the portal names nobody."""


@dataclass(frozen=True, slots=True)
class OutboundSettings:
    """Calls to other people's servers: identity providers, portals' keys and sign-out addresses."""

    connect_seconds: float = 2.0
    """How long a connection may take."""
    read_seconds: float = 5.0
    """How long the other side may be silent."""
    total_seconds: float = 8.0
    """When a call is over, whatever happened."""
    largest_bytes: int = 262_144
    """The largest answer taken."""
    places: int = 2
    """Threads of a process that may wait for answers at a time; keep it below `server.threads`."""
    allowed_networks: tuple[str, ...] = ()
    """Private networks (CIDR) that may be called, by https; empty: public addresses alone."""
    allow_loopback: bool = False
    """Whether this machine itself may be called, also by http: for trying things out alone."""
    authorities_file: str = ""
    """Certificate authorities (PEM) trusted beside the system's, for a board's own servers."""


@dataclass(frozen=True, slots=True)
class UpstreamCredential:
    """What Parvis proves itself by at an upstream provider; two may be registered at a time."""

    kind: str
    """`secret` or `certificate`."""
    file: str
    """Holds the secret, or the certificate (PEM)."""
    key_file: str = ""
    """The certificate's private key (PEM)."""
    algorithm: str = "PS256"
    """`PS256` names the certificate by `x5t#S256`, `RS256` by `x5t`: some tenants want that."""
    expires: str = ""
    """The last day it works, `2027-06-30`; warned of 60, 30, 14, 7 and 1 days ahead."""


@dataclass(frozen=True, slots=True)
class UpstreamProvider:
    """An OpenID provider that parents may sign in with."""

    name: str
    """Names it in addresses and in the database: never change it."""
    label_fr: str
    """What people call it, `Microsoft`: it stands in sentences."""
    label_en: str
    discovery_uri: str
    """Ends with `/.well-known/openid-configuration`."""
    client_id: str
    credentials: tuple[UpstreamCredential, ...]
    profile: str = "oidc"
    """`oidc`, or `microsoft` for what is particular to Entra."""
    logo: str = ""
    """A file of `idp/static`, such as `microsoft.svg`."""
    scope: str = "openid profile email"
    domain_hints: tuple[str, ...] = ()
    """Values of a portal's `domain_hint` that lead straight there, such as `microsoft.com`."""
    tenants_allowed: tuple[str, ...] = ()
    """Microsoft: the only tenants (GUID) whose people may come in; empty: any tenant."""
    tenants_blocked: tuple[str, ...] = ()
    trusts_mfa: bool = False
    """Whether its word that several factors were used is passed on to portals."""


@dataclass(frozen=True, slots=True)
class UpstreamSettings:
    """Other providers that parents may sign in with."""

    providers: tuple[UpstreamProvider, ...] = ()
    """Each a table `[[upstream.providers]]`, in the order of their buttons."""
    attempt_seconds: int = HOUR
    """How long a parent may take there, and then to prove an address here."""


@dataclass(frozen=True, slots=True)
class RegistrationSettings:
    """Clients that register themselves (RFC 7591)."""

    mode: str = "closed"
    """`closed`: nobody; `invited`: who holds a token of `parvis invitations make`; `open`: anybody,
    which is for trials: a stranger's portal then only has to be believed by a parent."""
    profile: str = "default"
    """`default`, or `legacy` for portals that cannot do PKCE; `fapi2` needs an administrator."""
    scopes: tuple[str, ...] = ("openid", "profile", "email", "offline_access")
    """What they may ask parents for; never `gpi.children`."""
    most_clients: int = 1_000
    """How many may be registered at a time: every process keeps them in memory."""

    def __post_init__(self) -> None:
        """Refuse what would be unsafe or cannot work."""
        if self.mode not in {"closed", "invited", "open"}:
            raise SettingsError("registration.mode must be closed, invited or open")
        if self.profile not in {"default", "legacy"}:
            raise SettingsError("registration.profile must be default or legacy")
        if "gpi.children" in self.scopes:
            raise SettingsError("registration.scopes: an administrator alone gives gpi.children")


@dataclass(frozen=True, slots=True)
class LogSettings:
    """The log: JSON lines on standard error."""

    level: str = "INFO"
    """`DEBUG`, `INFO` (a line for each request), `WARNING` or `ERROR`."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All sections."""

    server: ServerSettings = field(default_factory=ServerSettings)
    mtls: MtlsSettings = field(default_factory=MtlsSettings)
    database: DatabaseSettings = field(default_factory=DatabaseSettings)
    keys: KeySettings = field(default_factory=KeySettings)
    tokens: TokenSettings = field(default_factory=TokenSettings)
    sessions: SessionSettings = field(default_factory=SessionSettings)
    passwords: PasswordSettings = field(default_factory=PasswordSettings)
    codes: CodeSettings = field(default_factory=CodeSettings)
    mail: MailSettings = field(default_factory=MailSettings)
    registry: RegistrySettings = field(default_factory=RegistrySettings)
    pages: PageSettings = field(default_factory=PageSettings)
    outbound: OutboundSettings = field(default_factory=OutboundSettings)
    signals: SignalSettings = field(default_factory=SignalSettings)
    upstream: UpstreamSettings = field(default_factory=UpstreamSettings)
    registration: RegistrationSettings = field(default_factory=RegistrationSettings)
    log: LogSettings = field(default_factory=LogSettings)

    def __post_init__(self) -> None:
        """Refuse what would be unsafe or cannot work."""
        issuer = urlsplit(self.server.issuer)
        on_loopback = issuer.hostname in {"127.0.0.1", "localhost", "::1"}
        if issuer.scheme != "https" and not (issuer.scheme == "http" and on_loopback):
            raise SettingsError("server.issuer must be an https URL (http only on loopback)")
        if issuer.path or issuer.query or issuer.fragment or "@" in issuer.netloc:
            raise SettingsError("server.issuer must be a host alone, without path or final slash")
        self._check_mtls()
        if self.mail.security not in {"none", "starttls", "tls"}:
            raise SettingsError("mail.security must be none, starttls or tls")
        if self.registry.confirm not in {"organisation", "each"}:
            raise SettingsError("registry.confirm must be organisation or each")
        for network in self.outbound.allowed_networks:
            _check_network(network)
        if self.passwords.minimum_length < 8:  # noqa: PLR2004 - NIST SP 800-63B-4's floor
            raise SettingsError("passwords.minimum_length must be at least 8")

    def _check_mtls(self) -> None:
        mtls = self.mtls
        if mtls.encoding not in {"rfc9440", "pem", "base64"}:
            raise SettingsError("mtls.encoding must be rfc9440, pem or base64")
        if mtls.header and not self.server.trusted_proxies:
            raise SettingsError("mtls.header needs server.trusted_proxies: nobody else is believed")
        if mtls.origin and not _ORIGIN.fullmatch(mtls.origin):
            raise SettingsError("mtls.origin must be https:// and a host alone")

    @property
    def secure(self) -> bool:
        """Whether browsers reach Parvis over TLS, so that cookies can insist on it."""
        return self.server.issuer.startswith("https:")


def _check_network(network: str) -> None:
    try:
        ip_network(network)
    except ValueError:
        raise SettingsError(f"outbound.allowed_networks: {network!r} is not a network") from None
