"""Seals and signs with keys that never leave a PKCS #11 token."""

import importlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from idp.errors import SettingsError
from idp.keys.sealing import NONCE_BYTES
from idp.keys.secret_variables import take_variable
from idp.settings import KeySettings

if TYPE_CHECKING:
    from idp.keys._pkcs11 import Token


def open_token(settings: KeySettings) -> "Token":
    """Return the token that the settings name; it is logged in to at its first use.

    Raises SettingsError when its PIN is not where they say.
    """
    # The import takes 0.1 s, so it is only made for a token.
    joint = importlib.import_module("idp.keys._pkcs11")
    token: Token = joint.Token(
        module=settings.pkcs11_module, label=settings.pkcs11_token, pin=_pin(settings.pkcs11_pin)
    )
    return token


class TokenSealer(Struct, frozen=True, eq=False):
    """AES-256-GCM computed in the token; what it writes has the form of `AesSealer`'s."""

    token: "Token"
    label: str

    def seal(self, plain: bytes, about: str) -> bytes:
        """Return `plain` encrypted; `about` (a table and column) must be repeated to open it."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self.token.encrypt(self.label, nonce, plain, about.encode())

    def open(self, sealed: bytes, about: str) -> bytes:
        """Return what was sealed. Raises ValueError when it was altered or is not about this."""
        nonce, rest = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        try:
            return self.token.decrypt(self.label, nonce, rest, about.encode())
        except ValueError as error:
            raise ValueError(f"cannot open a sealed {about}") from error


def _pin(where: str) -> str:
    kind, _, name = where.partition(":")
    if kind == "environment":
        if (pin := take_variable(name)) is None:
            raise SettingsError(f"keys.pkcs11_pin: {name} is not in the environment")
        return pin
    try:
        return Path(name).read_text("utf-8").strip()
    except OSError as error:
        raise SettingsError(f"keys.pkcs11_pin: {error}") from error
