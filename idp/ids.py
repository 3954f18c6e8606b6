"""Identifiers and secrets: where their randomness comes from, and their kinds."""

import hashlib
import secrets
from binascii import b2a_base64
from typing import NewType

_URL_SAFE = bytes.maketrans(b"+/", b"-_")

AccountId = NewType("AccountId", str)
AddressId = NewType("AddressId", str)
ClientId = NewType("ClientId", str)
GrantId = NewType("GrantId", str)
JourneyId = NewType("JourneyId", str)
ProofId = NewType("ProofId", str)
SessionId = NewType("SessionId", str)
Sid = NewType("Sid", str)


def new_id() -> str:
    """Return an identifier of 128 random bits, 22 URL-safe characters; it is no secret."""
    return _random(16)


def new_dated_id(now: int) -> str:
    """Return an identifier of 30 URL-safe characters that begins with its second, in hexadecimal.

    What is written now lies side by side in its index: fewer pages are read and written.
    """
    return f"{now:08x}{new_id()}"


def new_secret() -> str:
    """Return a bearer secret of 256 random bits, 43 URL-safe characters."""
    return _random(32)


def _random(size: int) -> str:
    """Return `size` random bytes as text; `secrets.token_urlsafe` calls four functions for it."""
    drawn = b2a_base64(secrets.token_bytes(size), newline=False)
    return drawn.translate(_URL_SAFE, b"=").decode()


def hashed(secret: str) -> bytes:
    """Return the 32 bytes under which a 256-bit random `secret` is stored.

    A plain digest is enough only because such secrets cannot be guessed; whatever a person
    types (codes, numbers, addresses) goes through `idp.keys.vault` instead.
    """
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
