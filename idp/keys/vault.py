"""What the database must not be able to tell: keyed hashes and sealed values.

Two random data keys do the work. They are stored sealed by the key-encryption key, which lives
outside the database, so that a copy of the database alone gives away nothing, and so that the
key-encryption key can change without touching a single row that depends on the data keys.
"""

import base64
import binascii
import hmac
import os
import secrets
from hashlib import blake2b
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from idp.clock import Clock
from idp.errors import SettingsError
from idp.keys import table
from idp.storage import Transaction

_NONCE_BYTES = 12
_KEY_BYTES = 32
_LOOKUP_BYTES = 16


class Sealer:
    """AES-256-GCM under one key; a sealed value opens only for what it was sealed about."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def seal(self, plain: bytes, about: str) -> bytes:
        """Return `plain` encrypted; `about` (a table and column) must be repeated to open it."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, plain, about.encode())

    def open(self, sealed: bytes, about: str) -> bytes:
        """Return what was sealed. Raises ValueError when it was altered or is not about this."""
        try:
            return self._cipher.decrypt(
                sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], about.encode()
            )
        except InvalidTag as error:
            raise ValueError(f"cannot open a sealed {about}") from error


class Vault:
    """The data keys, opened: one that hashes, one that seals."""

    def __init__(self, *, lookup_key: bytes, seal_key: bytes) -> None:
        self._lookup_key = lookup_key
        self._sealer = Sealer(seal_key)

    def keyed_hash(self, purpose: str, value: str) -> bytes:
        """Return 16 bytes by which an equal `value` is found again, and only within `purpose`.

        Keyed BLAKE2b (RFC 7693 §2.9): an import computes millions, at a third of HMAC's cost.
        """
        return blake2b(
            _message(purpose, value), key=self._lookup_key, digest_size=_LOOKUP_BYTES
        ).digest()

    def mac(self, purpose: str, value: str) -> bytes:
        """Return the 32 bytes of HMAC-SHA-256 over `value`, separate for each `purpose`."""
        return hmac.digest(self._lookup_key, _message(purpose, value), "sha256")

    def seal(self, text: str, about: str) -> bytes:
        """Return `text` encrypted, bound to `about`."""
        return self._sealer.seal(text.encode("utf-8", "surrogatepass"), about)

    def open(self, sealed: bytes, about: str) -> str:
        """Return the text that was sealed. Raises ValueError when it cannot be trusted."""
        return self._sealer.open(bytes(sealed), about).decode("utf-8", "surrogatepass")


def _message(purpose: str, value: str) -> bytes:
    return f"{purpose}\0{value}".encode("utf-8", "surrogatepass")


def make_encryption_key(path: Path) -> bool:
    """Write a new key-encryption key to `path`, readable by its owner alone, unless one exists."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(descriptor, "wb") as file:
        file.write(base64.urlsafe_b64encode(secrets.token_bytes(_KEY_BYTES)) + b"\n")
    return True


def read_encryption_key(path: Path) -> Sealer:
    """Return what seals with the key in `path`. Raises SettingsError when there is no good key."""
    try:
        key = base64.b64decode(path.read_bytes().strip(), altchars=b"-_", validate=True)
    except (OSError, binascii.Error) as error:
        raise SettingsError(f"keys.encryption_key_file {path}: {error}") from error
    if len(key) != _KEY_BYTES:
        raise SettingsError(f"keys.encryption_key_file {path}: not {_KEY_BYTES} bytes in base64url")
    return Sealer(key)


def open_vault(transaction: Transaction, sealer: Sealer) -> Vault:
    """Return the data keys of this database. Raises SettingsError when they do not open."""
    return Vault(
        lookup_key=_data_key(transaction, sealer, "lookup"),
        seal_key=_data_key(transaction, sealer, "seal"),
    )


def has_data_keys(transaction: Transaction) -> bool:
    """Tell whether this database already depends on an encryption key."""
    return transaction.row(table.FIND_DATA_KEY, name="lookup") is not None


def make_data_keys(transaction: Transaction, sealer: Sealer, clock: Clock) -> None:
    """Write the data keys that are missing; a second caller changes nothing."""
    for name in ("lookup", "seal"):
        transaction.run(
            table.ADD_DATA_KEY,
            name=name,
            key_sealed=sealer.seal(secrets.token_bytes(_KEY_BYTES), f"data_key.{name}"),
            created_at=clock.seconds(),
        )


def _data_key(transaction: Transaction, sealer: Sealer, name: str) -> bytes:
    found = transaction.row(table.FIND_DATA_KEY, name=name)
    if found is None:
        raise SettingsError("the database has no data keys yet: run `parvis init`")
    try:
        return sealer.open(bytes(found[0]), f"data_key.{name}")
    except ValueError as error:
        raise SettingsError("keys.encryption_key_file is not the key of this database") from error
