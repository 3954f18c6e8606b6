"""What an operator decides.

A setting's name is `section.name` in `config/parvis.toml` and `PARVIS_SECTION_NAME` in the
environment, which wins. An unknown name, a missing secret or a value of the wrong kind stops
the start.
"""

from idp.settings.administrators import AdministratorSettings
from idp.settings.former_tenant import FormerTenantSettings
from idp.settings.keys import KeySettings
from idp.settings.letters import LetterSettings
from idp.settings.limits import KnownNetwork, LimitSettings
from idp.settings.loading import load
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
from idp.settings.registry import RegistrySettings
from idp.settings.sections import Settings
from idp.settings.server import DatabaseSettings, LogSettings, MtlsSettings, ServerSettings
from idp.settings.signals import SignalSettings
from idp.settings.tokens import TokenSettings
from idp.settings.upstream import UpstreamCredential, UpstreamProvider, UpstreamSettings
from idp.settings.watching import TracingSettings, WatchingSettings

__all__ = [
    "AdministratorSettings",
    "CodeSettings",
    "DatabaseSettings",
    "FormerTenantSettings",
    "KeySettings",
    "KnownNetwork",
    "LetterSettings",
    "LimitSettings",
    "LogSettings",
    "MailSettings",
    "MtlsSettings",
    "OutboundSettings",
    "PageSettings",
    "PasswordSettings",
    "PortalSettings",
    "RecoverySettings",
    "RegistrationSettings",
    "RegistrySettings",
    "ServerSettings",
    "SessionSettings",
    "Settings",
    "SignalSettings",
    "TokenSettings",
    "TracingSettings",
    "UpstreamCredential",
    "UpstreamProvider",
    "UpstreamSettings",
    "WatchingSettings",
    "load",
]
