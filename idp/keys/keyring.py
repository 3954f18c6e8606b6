"""The key-encryption key in force, and its successor while it is changed.

Both open values; the one that opens this database's data keys seals. A process whose keys are both
outdated reads them again from where the settings say, so that the change needs no restart where the
keys are files or in a token.
"""

from typing import TYPE_CHECKING

from idp.errors import SettingsError
from idp.keys import table
from idp.keys.encryption_key import EncryptionKey
from idp.keys.sealing import Sealer
from idp.keys.token import open_token
from idp.settings import KeySettings
from idp.storage import Transaction

if TYPE_CHECKING:
    from idp.keys._pkcs11 import Token

DATA_KEYS = ("lookup", "seal")


class Keyring:
    """The key-encryption keys of this installation."""

    def __init__(
        self, *, present: EncryptionKey, successor: EncryptionKey, token: "Token | None" = None
    ) -> None:
        self.present = present
        self.successor = successor
        self.token = token
        self._known: tuple[Sealer, ...] = ()

    def open(self, sealed: bytes, about: str) -> bytes:
        """Return the value sealed by either. Raises ValueError when neither opens it."""
        for sealer in self._known or self._look():
            try:
                return sealer.open(sealed, about)
            except ValueError:
                continue
        for sealer in self._look():
            try:
                return sealer.open(sealed, about)
            except ValueError:
                continue
        raise ValueError(f"cannot open a sealed {about}")

    def in_force(self, tx: Transaction) -> Sealer:
        """Return the key that sealed this database's data keys; the present one without any.

        Raises SettingsError when neither did.
        """
        found = tx.row(table.FIND_DATA_KEY, name=DATA_KEYS[0])
        if found is None:
            return self.present.get()
        for sealer in self._look():
            try:
                sealer.open(found, about_data_key(DATA_KEYS[0]))
            except ValueError:
                continue
            return sealer
        raise not_ours(self.present)

    def leave(self) -> None:
        """Close what a process that is about to fork must not share."""
        if self.token is not None:
            self.token.leave()

    def _look(self) -> tuple[Sealer, ...]:
        found = (self.present.find(), self.successor.find())
        self._known = tuple(each for each in found if each is not None)
        if not self._known:
            self.present.get()  # says what is missing
        return self._known


def keyring_of(settings: KeySettings) -> Keyring:
    """Return the keys that the settings name; none is read yet."""
    token = open_token(settings) if settings.needs_token else None

    def key(setting: str, where: str, file: str) -> EncryptionKey:
        kind, _, name = where.partition(":")
        if kind == "file":
            return EncryptionKey(f"keys.{setting}_file", kind, file)
        return EncryptionKey(f"keys.{setting}", kind, name, token if kind == "token" else None)

    return Keyring(
        present=key("encryption_key", settings.encryption_key, settings.encryption_key_file),
        successor=key(
            "next_encryption_key", settings.next_encryption_key, settings.next_encryption_key_file
        ),
        token=token,
    )


def about_data_key(name: str) -> str:
    """Return the context of a sealed data key: it opens in no other row."""
    return f"data_key.{name}"


def not_ours(key: EncryptionKey) -> SettingsError:
    """Return the error for a key that opens nothing in this database."""
    return SettingsError(f"{key.setting} is not the key of this database")
