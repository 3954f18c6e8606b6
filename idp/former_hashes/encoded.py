"""Hashes that say themselves what they are: crypt and PHC strings, passlib's and Django's."""

import binascii
import re
from base64 import b64decode
from collections.abc import Callable

from idp.former_hashes.bounds import Unusable, UnusableHash, bounded
from idp.former_hashes.model import Argon2, Bcrypt, FormerHash, Pbkdf2, Scrypt

_BCRYPT = re.compile(r"\$2[aby]\$[0-9]{2}\$[./A-Za-z0-9]{53}")
_LONGEST = 1_024
# Digests without a cost, and what crypt(3) had before it had costs.
_WEAK = ("$1$", "$apr1$", "md5", "{md5}", "{sha", "{ssha", "sha1$", "unsalted_", "crypt$", "$2x$")
_HEXADECIMAL = re.compile(r"[0-9A-Fa-f]{32}|[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64}|[0-9A-Fa-f]{128}")


def read_encoded(text: str) -> FormerHash:
    """Return the hash that `text` is. Raises UnusableHash."""
    if len(text) > _LONGEST:
        raise UnusableHash(Unusable.MALFORMED)
    folded = text.casefold()
    if folded.startswith(_WEAK) or _HEXADECIMAL.fullmatch(text):
        raise UnusableHash(Unusable.WEAK)
    for beginning, read in _READERS.items():
        if text.startswith(beginning):
            try:
                return bounded(read(text))
            except (ValueError, binascii.Error) as error:
                raise UnusableHash(Unusable.MALFORMED) from error
    raise UnusableHash(Unusable.UNKNOWN)


def padded(text: str) -> bytes:
    """Return what base64 (RFC 4648 §4) says, with its padding or without. Raises ValueError."""
    return b64decode(text + "=" * (-len(text) % 4), validate=True)


def _bcrypt(text: str) -> Bcrypt:
    if _BCRYPT.fullmatch(text) is None:
        raise UnusableHash(Unusable.MALFORMED)
    # $2y$ is what PHP calls $2b$.
    return Bcrypt(f"$2b{text[3:]}" if text[2] == "y" else text)


def _argon2(text: str) -> Argon2:
    return Argon2(text)


def _django_pbkdf2(text: str) -> Pbkdf2:
    name, iterations, salt, key = text.split("$")
    return Pbkdf2(name.removeprefix("pbkdf2_"), _number(iterations), salt.encode(), padded(key))


def _django_scrypt(text: str) -> Scrypt:
    _, cost, salt, block_size, parallelism, key = text.split("$")
    return Scrypt(
        _number(cost), _number(block_size), _number(parallelism), salt.encode(), padded(key)
    )


def _django_argon2(text: str) -> Argon2:
    return Argon2(text.removeprefix("argon2"))


def _django_bcrypt(text: str) -> Bcrypt:
    return _bcrypt(text.removeprefix("bcrypt$"))


def _django_bcrypt_sha256(text: str) -> Bcrypt:
    return Bcrypt(_bcrypt(text.removeprefix("bcrypt_sha256$")).text, digests_first=True)


def _passlib_pbkdf2(text: str) -> Pbkdf2:
    _, name, iterations, salt, key = text.split("$")
    digest = name.partition("-")[2] or "sha1"
    return Pbkdf2(digest, _number(iterations), _adapted(salt), _adapted(key))


def _phc_pbkdf2(text: str) -> Pbkdf2:
    _, name, parameters, salt, key = text.split("$")
    values = _parameters(parameters)
    return Pbkdf2(
        name.removeprefix("pbkdf2-"), values["i"], padded(salt), _of_length(padded(key), values)
    )


def _phc_scrypt(text: str) -> Scrypt:
    _, _, parameters, salt, key = text.split("$")
    values = _parameters(parameters)
    return Scrypt(1 << min(values["ln"], 63), values["r"], values["p"], padded(salt), padded(key))


def _pbkdf2(text: str) -> Pbkdf2:
    return _phc_pbkdf2(text) if "$i=" in text else _passlib_pbkdf2(text)


_READERS: dict[str, Callable[[str], FormerHash]] = {
    "$2": _bcrypt,
    "$argon2": _argon2,
    "$pbkdf2": _pbkdf2,
    "$scrypt$": _phc_scrypt,
    "pbkdf2_sha": _django_pbkdf2,
    "scrypt$": _django_scrypt,
    "argon2$": _django_argon2,
    "bcrypt_sha256$": _django_bcrypt_sha256,
    "bcrypt$": _django_bcrypt,
}


def _adapted(text: str) -> bytes:
    """Return what passlib's base64 says: `.` for `+`, and no padding."""
    return padded(text.replace(".", "+"))


def _parameters(text: str) -> dict[str, int]:
    pairs = dict(each.split("=", 1) for each in text.split(","))
    found = {name: _number(value) for name, value in pairs.items()}
    if not {"i", "ln"} & found.keys() or ("ln" in found and not {"r", "p"} <= found.keys()):
        raise ValueError(text)
    return found


def _of_length(key: bytes, values: dict[str, int]) -> bytes:
    if values.get("l", len(key)) != len(key):
        raise ValueError("another length")
    return key


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):  # noqa: PLR2004 - no cost is as long
        raise ValueError(text)
    return int(text)
