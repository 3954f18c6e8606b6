"""What a foreign hash may cost: no file makes a sign-in take a minute, or a server's memory."""

from enum import StrEnum

from argon2 import extract_parameters
from argon2.exceptions import InvalidHashError
from argon2.low_level import Type

from idp.former_hashes.model import Argon2, Bcrypt, FormerHash, Pbkdf2, Scrypt

_DIGEST_BYTES = {"sha1": 20, "sha256": 32, "sha512": 64}
# Some 0.8 s each on a core of 2024; Django's default of 2026 is 1,200,000.
_PBKDF2_ROUNDS = range(1_000, 2_000_001)
_BCRYPT_COSTS = range(4, 15)
_SCRYPT_KIB = 64 * 1024
# Cost times block size times parallelism: Django's default is 655,360.
_SCRYPT_WORK = 1 << 20
_ARGON2_KIB = 128 * 1024  # Django's default is 100 MiB
_ARGON2_WORK_KIB = 512 * 1024
_ARGON2_LANES = 16
_SALT_BYTES = range(1, 129)
_KEY_BYTES = range(16, 129)


class Unusable(StrEnum):
    """Why a hash is not kept."""

    WEAK = "weak"
    """A digest without a cost, or without a salt: whoever sees it knows the password."""
    UNKNOWN = "unknown"
    COSTLY = "costly"
    """Its parameters would take more time or memory than a sign-in may."""
    MALFORMED = "malformed"


class UnusableHash(Exception):
    """A hash cannot be kept; its owner sets a new password, by a code."""

    def __init__(self, why: Unusable) -> None:
        super().__init__(why.value)
        self.why = why


def bounded(former: FormerHash) -> FormerHash:
    """Return `former`. Raises UnusableHash when verifying it may cost too much."""
    if isinstance(former, Pbkdf2):
        _check_pbkdf2(former)
    elif isinstance(former, Bcrypt):
        _check(int(former.text[4:6]) in _BCRYPT_COSTS, Unusable.COSTLY)
    elif isinstance(former, Argon2):
        _check_argon2(former)
    else:
        lanes = former.parallelism if isinstance(former, Scrypt) else 1
        _check_scrypt(former.cost, former.block_size, lanes)
        _check_bytes(former.salt, former.key)
    return former


def _check_pbkdf2(former: Pbkdf2) -> None:
    size = _DIGEST_BYTES.get(former.digest)
    if size is None:
        raise UnusableHash(Unusable.UNKNOWN)
    _check_bytes(former.salt, former.key)
    _check(former.iterations >= _PBKDF2_ROUNDS.start, Unusable.WEAK)
    blocks = -(-len(former.key) // size)
    _check(former.iterations * blocks in _PBKDF2_ROUNDS, Unusable.COSTLY)


def _check_scrypt(cost: int, block_size: int, parallelism: int) -> None:
    _check(min(cost - 1, block_size, parallelism) > 0 and not cost & (cost - 1), Unusable.MALFORMED)
    _check(cost * block_size * parallelism <= _SCRYPT_WORK, Unusable.COSTLY)
    _check((cost + parallelism) * block_size // 8 <= _SCRYPT_KIB, Unusable.COSTLY)


def _check_argon2(former: Argon2) -> None:
    try:
        found = extract_parameters(former.text)
    except InvalidHashError as error:
        raise UnusableHash(Unusable.MALFORMED) from error
    # Argon2d is no scheme for passwords (RFC 9106 §4).
    _check(found.type is not Type.D, Unusable.UNKNOWN)
    _check(found.parallelism <= _ARGON2_LANES, Unusable.COSTLY)
    _check(found.memory_cost <= _ARGON2_KIB, Unusable.COSTLY)
    _check(found.memory_cost * found.time_cost <= _ARGON2_WORK_KIB, Unusable.COSTLY)


def _check_bytes(salt: bytes, key: bytes) -> None:
    _check(len(salt) in _SALT_BYTES and len(key) in _KEY_BYTES, Unusable.MALFORMED)


def _check(holds: bool, why: Unusable) -> None:  # noqa: FBT001 - the condition itself
    if not holds:
        raise UnusableHash(why)
