"""The port to the stores of private signing keys, and to what signs with them.

No method returns a private key: a store makes it, keeps it and signs with it.
"""

from enum import StrEnum
from typing import Protocol

from idp.discreet import Discreet, Hidden
from idp.keys.algorithms import PublicKey


class KeptIn(StrEnum):
    """Where a private half is."""

    DATABASE = "database"
    FILES = "files"
    TOKEN = "token"  # noqa: S105 - a PKCS #11 token


class Made(Discreet, frozen=True):
    """A new key: its public half, and what its row must keep sealed for it to sign."""

    public: PublicKey
    secret: Hidden[bytes | None]


class Signer(Protocol):
    """What signs with one private half."""

    def sign(self, message: bytes) -> bytes:
        """Return the signature of `message` as JWS writes it (RFC 7515 §5.1)."""
        ...


class PrivateKeys(Protocol):
    """A store that makes and keeps private halves.

    A key whose row was never committed is useless: it is unpublished, and no row names it.
    """

    kept_in: KeptIn

    def make(self, kid: str, algorithm: str) -> Made:
        """Make a key, stored durably. Raises Refused when that is impossible."""
        ...

    def signer(self, kid: str, algorithm: str, secret: bytes | None) -> Signer:
        """Return what signs with the key. Raises SettingsError when its private half is gone."""
        ...

    def destroy(self, kid: str) -> None:
        """Destroy what is stored outside the row, if it exists."""
        ...
