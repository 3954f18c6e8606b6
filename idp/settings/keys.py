"""The keys that sign, and the key that seals them."""

import re

from msgspec import Struct

from idp.clock import DAY, HOUR, MINUTE
from idp.errors import SettingsError

_ENCRYPTION_KEY = re.compile(r"file|environment:(?!PARVIS_)[A-Z][A-Z0-9_]*|token:.+")
_PIN = re.compile(r"(file:.+|environment:(?!PARVIS_)[A-Z][A-Z0-9_]*)?")
_LONGEST_MAX_AGE_SECONDS = 5 * MINUTE - 10
"""Whoever honours it refuses a revoked key within five minutes: nodes learn of it in a second."""


class KeySettings(Struct, frozen=True):
    """Keys that sign, and the key that seals them."""

    encryption_key: str = "file"
    """Where the key-encryption key is, on which everything sealed depends: `file`,
    `environment:NAME` (taken out of the environment once read, which a file is safer than) or
    `token:LABEL` (an AES key that never leaves the PKCS #11 token)."""
    encryption_key_file: str = "keys/encryption.key"
    """For `file`: 32 bytes in base64url."""
    next_encryption_key: str = "file"
    """Where its successor is while it is changed, as above: until then the file may be missing."""
    next_encryption_key_file: str = "keys/next-encryption.key"
    """For `file`."""
    pkcs11_module: str = ""
    """The library of the PKCS #11 token, such as `/usr/lib/softhsm/libsofthsm2.so`."""
    pkcs11_token: str = ""
    """The label of the token."""
    pkcs11_pin: str = ""
    """Where its PIN is: `file:PATH` or `environment:NAME`."""
    store: str = "database"
    """Where the private halves of new signing keys live: `database` (sealed; several machines),
    `files` (sealed in `store_folder`, their keys in the database; one machine) or `token` (made in
    the PKCS #11 token, which signs by itself). The others stay where they were made."""
    store_folder: str = "keys"
    """For `files`."""
    rsa_bits: int = 2048
    """Size of RSA signing keys. 2048 is what every .NET and Java portal verifies fast; 3072 costs
    three times the time of a signature."""
    jwks_max_age_seconds: int = 4 * MINUTE
    """How long relying parties may keep the published keys; 290 at most, so that a revoked key is
    refused within five minutes."""
    publication_lead_seconds: int = 5 * DAY + HOUR
    """How long a key is published before it signs: old .NET portals refresh every five days."""
    rotation_days: int = 90
    """How long a key signs before the worker puts its successor in its place, which is published
    from the beginning: in need it can take over at once. 0: the worker publishes none and begins no
    rotation by itself, and still ends those that were begun."""

    def __post_init__(self) -> None:
        """Refuse what would be unsafe or cannot work."""
        for name in ("encryption_key", "next_encryption_key"):
            if not _ENCRYPTION_KEY.fullmatch(getattr(self, name)):
                raise SettingsError(f"keys.{name} must be file, environment:NAME or token:LABEL")
        if not _PIN.fullmatch(self.pkcs11_pin):
            raise SettingsError("keys.pkcs11_pin must be file:PATH or environment:NAME")
        if self.store not in {"database", "files", "token"}:
            raise SettingsError("keys.store must be database, files or token")
        if self.needs_token and not (self.pkcs11_module and self.pkcs11_token and self.pkcs11_pin):
            raise SettingsError(
                "keys.pkcs11_module, pkcs11_token and pkcs11_pin are needed for a token"
            )
        if not 0 < self.jwks_max_age_seconds <= _LONGEST_MAX_AGE_SECONDS:
            raise SettingsError(
                f"keys.jwks_max_age_seconds must be 1 to {_LONGEST_MAX_AGE_SECONDS}"
            )
        if self.rotation_days and self.rotation_days * DAY <= self.publication_lead_seconds:
            raise SettingsError("keys.rotation_days must be longer than publication_lead_seconds")

    @property
    def needs_token(self) -> bool:
        """Whether anything is asked of the PKCS #11 token."""
        return self.store == "token" or any(
            each.startswith("token:") for each in (self.encryption_key, self.next_encryption_key)
        )
