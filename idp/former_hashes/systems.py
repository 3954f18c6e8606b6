"""Hashes whose parameters stand beside them: ASP.NET Identity, Keycloak, Firebase, Okta."""

import binascii
from base64 import b64decode
from collections.abc import Callable, Mapping
from functools import wraps

from idp.former_hashes.bounds import Unusable, UnusableHash, bounded
from idp.former_hashes.encoded import padded, read_encoded
from idp.former_hashes.model import FirebaseScrypt, FormerHash, Pbkdf2, Unshown

_V2_BYTES, _V2_ROUNDS = 49, 1_000
_V3_HEAD = 13
_PRF = ("sha1", "sha256", "sha512")
_KEYCLOAK = {"pbkdf2": "sha1", "pbkdf2-sha256": "sha256", "pbkdf2-sha512": "sha512"}
_ARGON2_VERSIONS = {"1.0": 16, "1.3": 19}
_MOST_COST = 20
_BCRYPT_SALT = 22


class FirebaseParameters(Unshown, frozen=True):
    """The parameters of a project, as its console shows them (`hash_config`)."""

    signer_key: bytes
    salt_separator: bytes
    rounds: int
    mem_cost: int


def _read(read: Callable[..., FormerHash]) -> Callable[..., FormerHash]:
    """Bound what `read` returns; what it cannot read is malformed."""

    @wraps(read)
    def checked(*values: object) -> FormerHash:
        try:
            return bounded(read(*values))
        except (ValueError, binascii.Error, KeyError, TypeError, IndexError) as error:
            raise UnusableHash(Unusable.MALFORMED) from error

    return checked


@_read
def read_aspnet(text: str) -> FormerHash:
    """Read what ASP.NET Identity keeps, of its version 2 or 3. Raises UnusableHash."""
    data = b64decode(text, validate=True)
    if data[0] == 0 and len(data) == _V2_BYTES:
        return Pbkdf2("sha1", _V2_ROUNDS, data[1:17], data[17:])
    if data[0] != 1:
        raise UnusableHash(Unusable.UNKNOWN)
    prf, iterations, salt = (int.from_bytes(data[at : at + 4], "big") for at in (1, 5, 9))
    key = _V3_HEAD + salt
    if prf >= len(_PRF):
        raise UnusableHash(Unusable.UNKNOWN)
    return Pbkdf2(_PRF[prf], iterations, data[_V3_HEAD:key], data[key:])


@_read
def read_keycloak(secret: Mapping[str, str], credential: Mapping[str, object]) -> FormerHash:
    """Read the `secretData` and `credentialData` of a password. Raises UnusableHash."""
    algorithm = credential["algorithm"]
    iterations = int(str(credential["hashIterations"]))
    salt, key = b64decode(secret["salt"]), b64decode(secret["value"])
    if algorithm == "argon2":
        return _keycloak_argon2(salt, key, iterations, credential)
    digest = _KEYCLOAK.get(str(algorithm))
    if digest is None:
        raise UnusableHash(Unusable.UNKNOWN)
    return Pbkdf2(digest, iterations, salt, key)


def _keycloak_argon2(
    salt: bytes, key: bytes, iterations: int, credential: Mapping[str, object]
) -> FormerHash:
    more = credential["additionalParameters"]
    if not isinstance(more, Mapping):
        raise TypeError("additionalParameters")
    kind, version, memory, lanes = (
        str(more[name][0]) for name in ("type", "version", "memory", "parallelism")
    )
    if kind not in {"id", "i"}:
        raise UnusableHash(Unusable.UNKNOWN)
    return read_encoded(
        f"$argon2{kind}$v={_ARGON2_VERSIONS[version]}$m={int(memory)},t={iterations},p={int(lanes)}"
        f"${_bare(salt)}${_bare(key)}"
    )


@_read
def read_firebase(text: str, salt: str, parameters: FirebaseParameters) -> FormerHash:
    """Read an exported hash and its salt, with the project's parameters. Raises UnusableHash."""
    if not 0 < parameters.mem_cost <= _MOST_COST:
        raise UnusableHash(Unusable.COSTLY)
    return FirebaseScrypt(
        cost=1 << parameters.mem_cost,
        block_size=parameters.rounds,
        salt=_web_safe(salt) + parameters.salt_separator,
        signer_key=parameters.signer_key,
        key=_web_safe(text),
    )


@_read
def read_okta(value: Mapping[str, object]) -> FormerHash:
    """Read a `credentials.password.hash` (bcrypt or PBKDF2). Raises UnusableHash."""
    algorithm = str(value["algorithm"]).upper()
    if algorithm == "BCRYPT":
        factor, salt = int(str(value["workFactor"])), str(value["salt"])
        if len(salt) != _BCRYPT_SALT:
            raise UnusableHash(Unusable.MALFORMED)
        return read_encoded(f"$2b${factor:02}${salt}{value['value']}")
    if algorithm == "PBKDF2":
        digest = str(value["digestAlgorithm"]).casefold().removesuffix("_hmac")
        key = b64decode(str(value["value"]))
        iterations = int(str(value["iterationCount"]))
        return Pbkdf2(digest, iterations, b64decode(str(value["salt"])), key)
    # SHA-512 and what is older, one round each.
    known = {"SHA-512", "SHA-256", "SHA-1", "MD5"}
    raise UnusableHash(Unusable.WEAK if algorithm in known else Unusable.UNKNOWN)


def _web_safe(text: str) -> bytes:
    """Return what base64 of either alphabet says: exports of Firebase have both."""
    return padded(text.replace("-", "+").replace("_", "/").rstrip("="))


def _bare(data: bytes) -> str:
    return binascii.b2a_base64(data, newline=False).decode().rstrip("=")
