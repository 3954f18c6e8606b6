"""The schemes that are kept, each with its parameters, its salt and what it gave."""

import msgspec
from msgspec import Struct
from typing_extensions import override


class Unshown(Struct, frozen=True):
    """What its `repr` shows nothing of: a log must not hold hashes or keys."""

    @override
    def __repr__(self) -> str:
        return f"<{type(self).__qualname__}>"


class Pbkdf2(Unshown, frozen=True, tag="pbkdf2"):
    """PBKDF2 (RFC 8018 §5.2); `digest` as Python calls it."""

    digest: str
    iterations: int
    salt: bytes
    key: bytes


class Bcrypt(Unshown, frozen=True, tag="bcrypt"):
    """bcrypt, as `$2b$…`; `digests_first`: of the password's SHA-256 in hexadecimal (Django)."""

    text: str
    digests_first: bool = False


class Scrypt(Unshown, frozen=True, tag="scrypt"):
    """scrypt (RFC 7914)."""

    cost: int
    block_size: int
    parallelism: int
    salt: bytes
    key: bytes


class FirebaseScrypt(Unshown, frozen=True, tag="firebase_scrypt"):
    """Firebase's: the key of scrypt encrypts the project's `signer_key` (AES-256-CTR)."""

    cost: int
    block_size: int
    salt: bytes
    signer_key: bytes
    key: bytes


class Argon2(Unshown, frozen=True, tag="argon2"):
    """Argon2i or Argon2id (RFC 9106), in its own text `$argon2id$…`."""

    text: str


FormerHash = Pbkdf2 | Bcrypt | Scrypt | FirebaseScrypt | Argon2
_DECODER: msgspec.json.Decoder[FormerHash] = msgspec.json.Decoder(FormerHash)


def written(former: FormerHash) -> str:
    """Return a hash as it is kept."""
    return msgspec.json.encode(former).decode()


def read_kept(text: str) -> FormerHash:
    """Return a hash that was `written`. Raises ValueError."""
    return _DECODER.decode(text)


def scheme_of(former: FormerHash) -> str:
    """Return the name of its scheme."""
    return str(former.__struct_config__.tag)
