"""JWTs that a client signs (RFC 7523 §3, RFC 9101 §6.2), read as RFC 8725 §3 asks."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeGuard

from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from idp.clients import Client
from idp.clients.client_keys import ClientKeys
from idp.clients.profiles import rules_of
from idp.keys.algorithms import JoseKey
from idp.normalisation.token_type import is_token_type
from idp.untrusted.jwt import read_claims, read_header, read_unverified_claims

LONGEST = 8_192
_OF_KEY = {RSAKey: ("RS256", "PS256"), ECKey: ("ES256",), OKPKey: ("EdDSA", "Ed25519")}
_OTHER_NAMES = {"Ed25519": "EdDSA"}
"""What newer libraries write (RFC 9864 §2.2); profiles and registrations know the older name."""
_HEADER_MEMBERS = {"alg", "kid", "typ"}


class ClientJwtError(Exception):
    """The JWT was not signed by this client for this use."""


def read_client_jwt(
    token: str,
    client: Client,
    keys: ClientKeys,
    *,
    types: Collection[str | None],
    only_algorithm: str | None = None,
) -> dict[str, Any]:
    """Return the claims of `token`, of one of `types`, signed by `client` as its profile allows.

    `only_algorithm` is the one registered for this use. The caller checks times and names.
    Raises ClientJwtError.
    """
    header = _header(token, types)
    allowed = (only_algorithm,) if only_algorithm else rules_of(client).algorithms
    try:
        key = _the_one(keys.for_verification(client, _kid(header)))
        algorithm = _algorithm(key, header.get("alg"), {*allowed} & {*rules_of(client).algorithms})
        return read_claims(token, key, [algorithm])
    except ValueError as error:
        raise ClientJwtError("malformed, or signed by another") from error


def read_shared_jwt(
    token: str, secrets: Sequence[str], *, types: Collection[str | None]
) -> dict[str, Any]:
    """Return the claims of `token`, of one of `types`, signed with one of `secrets`.

    HS256 alone: a secret is too short for the others (RFC 7518 §3.2). Raises ClientJwtError.
    """
    if _header(token, types).get("alg") != "HS256":
        raise ClientJwtError("another algorithm")
    for secret in secrets:
        try:
            return read_claims(token, OctKey.import_key(secret), ["HS256"])
        except ValueError:
            continue
    raise ClientJwtError("malformed, or signed by another")


def read_unsigned_jwt(token: str, *, types: Collection[str | None]) -> dict[str, Any]:
    """Return the claims of `token`, which is unsigned (RFC 7519 §6). Raises ClientJwtError."""
    header = _header(token, types)
    if header.get("alg") != "none" or not token.endswith("."):
        raise ClientJwtError("signed, or pretending to be")
    try:
        return read_unverified_claims(token, LONGEST)
    except ValueError as error:
        raise ClientJwtError("malformed") from error


def is_time(value: object) -> TypeGuard[int]:
    """Return whether `value` can be a time: whole seconds."""
    return isinstance(value, int) and not isinstance(value, bool)


def _header(token: str, types: Collection[str | None]) -> dict[str, Any]:
    try:
        header = read_header(token, LONGEST)
    except ValueError as error:
        raise ClientJwtError("malformed") from error
    if header.keys() - _HEADER_MEMBERS:
        raise ClientJwtError("a header member that says where a key is, or how to read")
    if not is_token_type(header.get("typ"), *types):
        raise ClientJwtError("of another type")
    return header


def _kid(header: Mapping[str, Any]) -> str | None:
    kid = header.get("kid")
    if kid is not None and not isinstance(kid, str):
        raise ClientJwtError("a kid that is no text")
    return kid


def _the_one(keys: Sequence[JoseKey]) -> JoseKey:
    if len(keys) != 1:
        raise ClientJwtError("no key of that name, or several")
    return keys[0]


def _algorithm(key: JoseKey, named: object, allowed: set[str]) -> str:
    # RFC 8725 §3.1: the type of the key decides which algorithms are allowed.
    if not isinstance(named, str) or named not in _OF_KEY[type(key)]:
        raise ClientJwtError("not an algorithm of this key")
    older = _OTHER_NAMES.get(named, named)
    if older not in allowed or key.alg not in {None, named}:
        raise ClientJwtError("not an algorithm of this client")
    return named
