"""Reads a client's JSON Web Key Set (RFC 7517 §5): public keys only, none weak."""

from collections.abc import Iterator, Mapping
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from idp.clients.problem import ClientRefused, Problem, problem
from idp.keys.algorithms import JoseKey, read_public_key
from idp.untrusted import read_object

_PRIVATE_MEMBERS = {"d", "p", "q", "dp", "dq", "qi", "k"}
_RSA_BITS = range(2_048, 8_193)
_MOST_KEYS = 50


class _UnfitKeyError(Exception):
    """The key cannot be used; its text is the key of the sentence that explains why."""


def jwks_problems(text: str) -> Iterator[Problem]:
    """Yield the problems of a key set: it is malformed, or has an unusable key."""
    try:
        for jwk in _listed(text):
            _read(jwk)
    except ClientRefused as error:
        yield error.problem
    except _UnfitKeyError as error:
        yield _problem(str(error))


def read_jwks(text: str) -> tuple[JoseKey, ...]:
    """Return the usable keys of a set. Raises ClientRefused for a malformed set.

    RFC 7517 §5: a key of an unknown type is skipped.
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
        keys = read_object(text)["keys"]
    except (ValueError, KeyError) as error:
        raise ClientRefused(_problem("jwks_set")) from error
    if not isinstance(keys, list) or len(keys) > _MOST_KEYS:
        raise ClientRefused(_problem("jwks_set"))
    return keys


def _read(jwk: object) -> JoseKey:
    if not isinstance(jwk, Mapping):
        raise _UnfitKeyError("jwks_object")
    if _PRIVATE_MEMBERS & jwk.keys():
        raise _UnfitKeyError("jwks_private")
    try:
        key = read_public_key({**jwk})
        size = key.public_key.key_size if isinstance(key, RSAKey) else _RSA_BITS.start
    except (JoseError, ValueError, KeyError, TypeError, OverflowError) as error:
        raise _UnfitKeyError("jwks_unreadable") from error
    if size not in _RSA_BITS:
        raise _UnfitKeyError("jwks_size")
    return key


def _problem(key: str) -> Problem:
    return problem("jwks", key, most=_MOST_KEYS, least=_RSA_BITS.start, largest=_RSA_BITS.stop - 1)
