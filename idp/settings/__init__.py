"""What an operator decides.

A setting's name is `section.name` in `config/parvis.toml` and `PARVIS_SECTION_NAME` in the
environment, which wins. An unknown name, a missing secret or a value of the wrong kind stops
the start.
"""

from idp.settings.loading import load
from idp.settings.sections import (
    CodeSettings,
    DatabaseSettings,
    KeySettings,
    LogSettings,
    MailSettings,
    MtlsSettings,
    OutboundSettings,
    PageSettings,
    PasswordSettings,
    RegistrationSettings,
    RegistrySettings,
    ServerSettings,
    SessionSettings,
    Settings,
    TokenSettings,
    UpstreamCredential,
    UpstreamProvider,
    UpstreamSettings,
)
from idp.settings.signals import SignalSettings

__all__ = [
    "CodeSettings",
    "DatabaseSettings",
    "KeySettings",
    "LogSettings",
    "MailSettings",
    "MtlsSettings",
    "OutboundSettings",
    "PageSettings",
    "PasswordSettings",
    "RegistrationSettings",
    "RegistrySettings",
    "ServerSettings",
    "SessionSettings",
    "Settings",
    "SignalSettings",
    "TokenSettings",
    "UpstreamCredential",
    "UpstreamProvider",
    "UpstreamSettings",
    "load",
]
