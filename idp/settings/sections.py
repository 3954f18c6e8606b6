"""All sections together, and what one says about another."""

import re
from collections.abc import Iterable
from ipaddress import ip_network
from urllib.parse import urlsplit

from msgspec import Struct, field

from idp.clock import DAY
from idp.errors import SettingsError
from idp.settings.administrators import AdministratorSettings
from idp.settings.former_tenant import FormerTenantSettings
from idp.settings.keys import KeySettings
from idp.settings.letters import LetterSettings
from idp.settings.limits import LimitSettings
from idp.settings.people import (
    CodeSettings,
    PageSettings,
    PasswordSettings,
    RecoverySettings,
    SessionSettings,
)
from idp.settings.portals import PortalSettings
from idp.settings.reaching import MailSettings, OutboundSettings
from idp.settings.registration import RegistrationSettings
from idp.settings.registry import FICHE_DIGITS, RegistrySettings
from idp.settings.server import DatabaseSettings, LogSettings, MtlsSettings, ServerSettings
from idp.settings.signals import SignalSettings
from idp.settings.tokens import TokenSettings
from idp.settings.upstream import UpstreamSettings
from idp.settings.watching import TracingSettings, WatchingSettings

_PROXY = re.compile(r"http://([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?/?")
_CONTACT = re.compile(r"(mailto:[!-?A-~]+@[!-?A-~]+|https://[!-~]+)")
_ORIGIN = re.compile(r"https://[a-z0-9.-]+(:[0-9]+)?")


class Settings(Struct, frozen=True):
    """All sections."""

    server: ServerSettings = field(default_factory=ServerSettings)
    mtls: MtlsSettings = field(default_factory=MtlsSettings)
    database: DatabaseSettings = field(default_factory=DatabaseSettings)
    keys: KeySettings = field(default_factory=KeySettings)
    tokens: TokenSettings = field(default_factory=TokenSettings)
    sessions: SessionSettings = field(default_factory=SessionSettings)
    passwords: PasswordSettings = field(default_factory=PasswordSettings)
    codes: CodeSettings = field(default_factory=CodeSettings)
    recovery: RecoverySettings = field(default_factory=RecoverySettings)
    mail: MailSettings = field(default_factory=MailSettings)
    registry: RegistrySettings = field(default_factory=RegistrySettings)
    letters: LetterSettings = field(default_factory=LetterSettings)
    limits: LimitSettings = field(default_factory=LimitSettings)
    pages: PageSettings = field(default_factory=PageSettings)
    outbound: OutboundSettings = field(default_factory=OutboundSettings)
    signals: SignalSettings = field(default_factory=SignalSettings)
    upstream: UpstreamSettings = field(default_factory=UpstreamSettings)
    former_tenant: FormerTenantSettings = field(default_factory=FormerTenantSettings)
    portals: PortalSettings = field(default_factory=PortalSettings)
    registration: RegistrationSettings = field(default_factory=RegistrationSettings)
    administrators: AdministratorSettings = field(default_factory=AdministratorSettings)
    log: LogSettings = field(default_factory=LogSettings)
    watching: WatchingSettings = field(default_factory=WatchingSettings)
    tracing: TracingSettings = field(default_factory=TracingSettings)

    def __post_init__(self) -> None:
        """Refuse what would be unsafe or cannot work."""
        issuer = urlsplit(self.server.issuer)
        on_loopback = issuer.hostname in {"127.0.0.1", "localhost", "::1"}
        if issuer.scheme != "https" and not (issuer.scheme == "http" and on_loopback):
            raise SettingsError("server.issuer must be an https URL (http only on loopback)")
        if issuer.path or issuer.query or issuer.fragment or "@" in issuer.netloc:
            raise SettingsError(
                "server.issuer must be a host alone, without final slash: Parvis cannot be below a "
                "path, give it a name of its own"
            )
        if not all(map(_CONTACT.fullmatch, self.server.security_contacts)):
            raise SettingsError("server.security_contacts must be mailto: or https: URIs")
        self._check_mtls()
        if self.mail.security not in {"none", "starttls", "tls"}:
            raise SettingsError("mail.security must be none, starttls or tls")
        self._check_registry()
        self._check_reaching()
        self._check_former_tenant()
        if self.passwords.minimum_length < 8:  # noqa: PLR2004 - NIST SP 800-63B-4's floor
            raise SettingsError("passwords.minimum_length must be at least 8")
        # What a portal pushed is kept for a day: without it, a request cannot be answered.
        if not 0 < self.sessions.journey_seconds <= DAY:
            raise SettingsError("sessions.journey_seconds must be 1 to 86400")
        self._check_recovery()

    def _check_recovery(self) -> None:
        if min(self.recovery.recent_seconds, self.recovery.removal_seconds) < DAY:
            raise SettingsError("recovery: both times must be at least a day (86400)")

    def _check_reaching(self) -> None:
        _check_networks("outbound.allowed_networks", self.outbound.allowed_networks)
        if self.outbound.proxy and not _PROXY.fullmatch(self.outbound.proxy):
            raise SettingsError("outbound.proxy must be http:// and a host, with a port if any")
        _check_networks("server.trusted_proxies", self.server.trusted_proxies)
        if self.server.forwarded_header not in {"X-Forwarded-For", "Forwarded"}:
            raise SettingsError("server.forwarded_header must be X-Forwarded-For or Forwarded")
        if self.server.engine not in {"gunicorn", "granian"}:
            raise SettingsError("server.engine must be gunicorn or granian")
        if self.server.proxy_hops < 1:
            raise SettingsError("server.proxy_hops must be at least 1")
        _check_networks("limits.networks", (each.network for each in self.limits.networks))
        if any(each.factor < 1 for each in self.limits.networks):
            raise SettingsError("limits.networks: factor must be at least 1")

    def _check_former_tenant(self) -> None:
        former = self.former_tenant
        if not former.is_asked:
            return
        if not former.token_endpoint or not former.client_id:
            raise SettingsError("former_tenant.source needs token_endpoint and client_id")
        if not former.token_endpoint.startswith("https://") and not self.outbound.allow_loopback:
            raise SettingsError("former_tenant.token_endpoint must be an https URL")

    def _check_registry(self) -> None:
        if self.registry.confirm not in {"organisation", "each"}:
            raise SettingsError("registry.confirm must be organisation or each")
        digits = set(self.registry.fiche_digits)
        if not digits or not digits <= set(FICHE_DIGITS):
            shown = f"{FICHE_DIGITS[0]} to {FICHE_DIGITS[-1]}"
            raise SettingsError(f"registry.fiche_digits must be a list of numbers, {shown}")

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


def _check_networks(setting: str, networks: Iterable[str]) -> None:
    for network in networks:
        try:
            ip_network(network)
        except ValueError:
            raise SettingsError(f"{setting}: {network!r} is not a network") from None
