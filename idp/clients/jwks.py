"""Reading a client's JSON Web Key Set (RFC 7517 §5): public keys alone, none of them weak."""

import json
from collections.abc import Mapping
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from idp.errors import OperationError
from idp.keys.algorithms import JoseKey, read_public_key

_PRIVATE_MEMBERS = {"d", "p", "q", "dp", "dq", "qi", "k"}
_RSA_BITS = range(2_048, 8_193)
_MOST_KEYS = 50


class _UnfitKeyError(Exception):
    """The key cannot be used; the text says why."""


def check_jwks(text: str) -> None:
    """Refuse a key set that is not one, or that holds a key not to be used: OperationError."""
    for jwk in _listed(text):
        try:
            _read(jwk)
        except _UnfitKeyError as error:
            raise OperationError(str(error)) from error


def read_jwks(text: str) -> tuple[JoseKey, ...]:
    """Return the keys of a set that may be used. Raises OperationError when it is no set.

    RFC 7517 §5: a key of a kind that is not known hides none of the others.
    """
    keys = []
    for jwk in _listed(text):
        try:
            keys.append(_read(jwk))
        except _UnfitKeyError:
            continue
    return tuple(keys)


def _listed(text: str) -> list[Any]:
    try:
        keys = json.loads(text)["keys"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise OperationError("jwks must be a JSON Web Key Set") from error
    if not isinstance(keys, list) or len(keys) > _MOST_KEYS:
        raise OperationError(f"jwks must be a JSON Web Key Set of {_MOST_KEYS} keys at most")
    return keys


def _read(jwk: object) -> JoseKey:
    if not isinstance(jwk, Mapping):
        raise _UnfitKeyError("jwks holds a key that is not an object")
    if _PRIVATE_MEMBERS & jwk.keys():
        raise _UnfitKeyError("jwks must hold public keys alone")
    try:
        key = read_public_key({**jwk})
        size = key.public_key.key_size if isinstance(key, RSAKey) else _RSA_BITS.start
    except (JoseError, ValueError, KeyError, TypeError, OverflowError) as error:
        raise _UnfitKeyError("jwks holds a key that cannot be read") from error
    if size not in _RSA_BITS:
        allowed = f"fewer than {_RSA_BITS.start} or more than {_RSA_BITS.stop - 1}"
        raise _UnfitKeyError(f"jwks holds an RSA key of {allowed} bits")
    return key
