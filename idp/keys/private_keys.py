"""The port to where the private halves of signing keys live, and to what signs with them.

Nothing here, nor anywhere else, gives a private key: what is made is kept, and what is kept signs.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from idp.keys.algorithms import PublicKey


class KeptIn(StrEnum):
    """Where a private half is."""

    DATABASE = "database"
    FILES = "files"
    TOKEN = "token"  # noqa: S105 - a PKCS #11 token


@dataclass(frozen=True, slots=True)
class Made:
    """A new key: its public half, and what its row must keep sealed for it to sign."""

    public: PublicKey
    secret: bytes | None = field(repr=False)


class Signer(Protocol):
    """What signs with one private half."""

    def sign(self, message: bytes) -> bytes:
        """Return the signature of `message` as JWS writes it (RFC 7515 §5.1)."""
        ...


class PrivateKeys(Protocol):
    """A place where private halves are made and kept.

    A key that was made and whose row was never committed is of no use to anybody: it lies there
    unpublished, and what was not committed cannot name it.
    """

    kept_in: KeptIn

    def make(self, kid: str, algorithm: str) -> Made:
        """Make a key, kept for good when this returns. Raises Refused when it cannot be."""
        ...

    def signer(self, kid: str, algorithm: str, secret: bytes | None) -> Signer:
        """Return what signs with the key. Raises SettingsError when its private half is gone."""
        ...

    def destroy(self, kid: str) -> None:
        """Destroy what is kept outside the row; harmless when it is gone."""
        ...
