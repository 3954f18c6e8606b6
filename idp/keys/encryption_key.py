"""The key-encryption key: found or created where the settings say."""

import base64
import binascii
import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from typing_extensions import override

from idp.discreet import Discreet, Hidden
from idp.errors import SettingsError
from idp.keys.sealing import KEY_BYTES, AesSealer, Sealer
from idp.keys.secret_variables import take_variable
from idp.keys.token import TokenSealer

if TYPE_CHECKING:
    from idp.keys._pkcs11 import Token


class EncryptionKey(Discreet, frozen=True):
    """Where a key-encryption key is: `kind` is `file`, `environment` or `token`."""

    setting: str
    """Its setting, for messages."""
    kind: str
    name: str
    """The path, the variable or the label."""
    token: Hidden["Token | None"] = None

    @override
    def __str__(self) -> str:
        """Return its name for messages."""
        return f"{self.kind} {self.name}"

    def find(self) -> Sealer | None:
        """Return its sealer, or None without a key. Raises SettingsError for an unusable one."""
        if self.token is not None:
            has = self.token.has_encryption_key(self.name)
            return TokenSealer(self.token, self.name) if has else None
        if self.kind == "environment":
            text = take_variable(self.name)
            return None if text is None else AesSealer(self._key(text.encode()))
        try:
            return AesSealer(self._key(Path(self.name).read_bytes()))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise SettingsError(f"{self.setting} {self.name}: {error}") from error

    def get(self) -> Sealer:
        """Return its sealer. Raises SettingsError without a usable key."""
        if (found := self.find()) is None:
            raise SettingsError(f"{self.setting} {self.name}: there is no such key")
        return found

    def make(self) -> bool:
        """Make the key unless there is one; return whether it was made.

        Raises SettingsError for one in the environment, which only the operator can set.
        """
        if self.token is not None:
            if self.token.has_encryption_key(self.name):
                return False
            self.token.make_encryption_key(self.name)
            return True
        if self.kind == "environment":
            if take_variable(self.name) is None:
                raise SettingsError(f"{self.setting}: put 32 random bytes, in base64url, there")
            return False
        return make_encryption_key(Path(self.name))

    def _key(self, text: bytes) -> bytes:
        try:
            key = base64.b64decode(text.strip(), altchars=b"-_", validate=True)
        except binascii.Error as error:
            raise SettingsError(f"{self.setting} {self.name}: {error}") from error
        if len(key) != KEY_BYTES:
            raise SettingsError(f"{self.setting} {self.name}: not {KEY_BYTES} bytes in base64url")
        return key


def make_encryption_key(path: Path) -> bool:
    """Write a new key-encryption key to `path`, readable by its owner alone, unless one exists."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(descriptor, "wb") as file:
        file.write(base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    return True


def read_encryption_key(path: Path) -> Sealer:
    """Return the sealer of the key in `path`. Raises SettingsError without a usable key."""
    return EncryptionKey("keys.encryption_key_file", "file", str(path)).get()
