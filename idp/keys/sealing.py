"""Sealing: a value is encrypted, and opens only with the context it was sealed for.

`Sealer` is the port; the key is in memory (`AesSealer`) or in a PKCS #11 token
(`idp/keys/token.py`). Both write the same: a nonce, then AES-256-GCM (NIST SP 800-38D).
"""

import os
from collections.abc import Sequence
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12
KEY_BYTES = 32


class Sealer(Protocol):
    """Seals and opens values with one key."""

    def seal(self, plain: bytes, about: str) -> bytes:
        """Return `plain` encrypted; `about` (a table and column) must be repeated to open it."""
        ...

    def open(self, sealed: bytes, about: str) -> bytes:
        """Return what was sealed. Raises ValueError when it was altered or is not about this."""
        ...


class AesSealer:
    """A key of 32 bytes in the memory of this process."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def seal(self, plain: bytes, about: str) -> bytes:
        """Return `plain` encrypted; `about` (a table and column) must be repeated to open it."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, plain, about.encode())

    def seal_each(self, plains: Sequence[bytes], about: str) -> list[bytes]:
        """Return each of `plains` encrypted by itself; asks for their nonces at once."""
        encrypt, context = self._cipher.encrypt, about.encode()
        drawn = os.urandom(NONCE_BYTES * len(plains))
        starts = range(0, len(drawn), NONCE_BYTES)
        nonces = [drawn[start : start + NONCE_BYTES] for start in starts]
        return [
            nonce + encrypt(nonce, plain, context)
            for nonce, plain in zip(nonces, plains, strict=True)
        ]

    def open(self, sealed: bytes, about: str) -> bytes:
        """Return what was sealed. Raises ValueError when it was altered or is not about this."""
        try:
            return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], about.encode())
        except (InvalidTag, ValueError) as error:
            raise ValueError(f"cannot open a sealed {about}") from error
