"""Compares a password with a foreign hash; the caller bounds how many do so at once."""

import hashlib
import hmac
import unicodedata

import bcrypt
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type, verify_secret
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR

from idp.former_hashes.model import (
    Argon2,
    Bcrypt,
    FirebaseScrypt,
    FormerHash,
    Pbkdf2,
    Scrypt,
)

_BCRYPT_BYTES = 72
_MEMORY = 80 << 20
_AES_KEY = 32
_FIREBASE_BYTES = 64
_NO_NONCE = bytes(16)


def matches(former: FormerHash, password: str) -> bool:
    """Return whether `password` gave the hash, as it was typed or in Unicode's NFC."""
    forms = dict.fromkeys((password, unicodedata.normalize("NFC", password)))
    return any(_gave(former, each.encode("utf-8", "surrogatepass")) for each in forms)


def _gave(former: FormerHash, password: bytes) -> bool:
    match former:
        case Pbkdf2():
            size = len(former.key)
            found = hashlib.pbkdf2_hmac(
                former.digest, password, former.salt, former.iterations, size
            )
            return hmac.compare_digest(found, former.key)
        case Bcrypt():
            return _bcrypt_gave(former, password)
        case Scrypt():
            found = _scrypt(former, password, former.parallelism, len(former.key))
            return hmac.compare_digest(found, former.key)
        case FirebaseScrypt():
            derived = _scrypt(former, password, 1, _FIREBASE_BYTES)[:_AES_KEY]
            sealing = Cipher(AES(derived), CTR(_NO_NONCE)).encryptor()
            found = sealing.update(former.signer_key) + sealing.finalize()
            return hmac.compare_digest(found, former.key)
        case Argon2():
            return _argon2_gave(former, password)


def _scrypt(former: Scrypt | FirebaseScrypt, password: bytes, parallelism: int, size: int) -> bytes:
    return hashlib.scrypt(
        password,
        salt=former.salt,
        n=former.cost,
        r=former.block_size,
        p=parallelism,
        maxmem=_MEMORY,
        dklen=size,
    )


def _bcrypt_gave(former: Bcrypt, password: bytes) -> bool:
    if former.digests_first:
        password = hashlib.sha256(password).hexdigest().encode()
    # bcrypt ended at a zero byte, so that any password would do behind one; it read 72 bytes.
    if b"\0" in password:
        return False
    try:
        return bcrypt.checkpw(password[:_BCRYPT_BYTES], former.text.encode())
    except ValueError:  # a salt that its own alphabet cannot say
        return False


def _argon2_gave(former: Argon2, password: bytes) -> bool:
    kind = Type.ID if former.text.startswith("$argon2id$") else Type.I
    try:
        return verify_secret(former.text.encode(), password, kind)
    except (VerificationError, InvalidHashError):
        return False
