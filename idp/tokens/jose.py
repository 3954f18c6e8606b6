"""Signs and reads our JSON Web Tokens (RFC 7515, RFC 7519, RFC 8725)."""

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from msgspec import json

from idp.keys import SigningKeys
from idp.normalisation.token_type import is_token_type
from idp.untrusted.jwt import read_claims, read_header

_LONGEST_TOKEN = 16_384
_HEADER_MEMBERS = {"alg", "kid", "typ"}


class ForeignTokenError(Exception):
    """The token is not one of ours, or not of the kind asked for."""


def sign(keys: SigningKeys, algorithm: str, typ: str | None, claims: Mapping[str, Any]) -> str:
    """Return `claims` as a signed token of kind `typ`, if any (RFC 8725 §3.11).

    Raises LookupError when no key signs with `algorithm`.
    """
    key = keys.active(algorithm)
    # Not by joserfc, which needs the key in memory, where a hardware token's never is.
    signed = _header_part(algorithm, key.kid, typ) + b"." + _part(json.encode(claims))
    return (signed + b"." + _part(key.sign(signed))).decode()


def read(keys: SigningKeys, token: str, typ: str) -> dict[str, Any]:
    """Return the claims of a token that we signed. Raises ForeignTokenError.

    The algorithm comes from our record of the key, never from the header (RFC 8725 §3.1); any
    header member that we do not write ourselves is refused. Times are the caller's to check.
    """
    header = _header(token)
    key = keys.verifying(str(header.get("kid")))
    if key is None or header.get("alg") != key.algorithm:
        raise ForeignTokenError("not signed by a published key")
    if not is_token_type(header.get("typ"), typ):
        raise ForeignTokenError("of another kind")
    try:
        return read_claims(token, key.jose, [key.algorithm])
    except ValueError as error:
        raise ForeignTokenError("signature or content") from error


@lru_cache(maxsize=64)
def _header_part(algorithm: str, kid: str, typ: str | None) -> bytes:
    """Return the header, the same for all tokens of a kind under one key."""
    header = {"alg": algorithm, "kid": kid}
    if typ is not None:
        header["typ"] = typ
    return _part(json.encode(header))


def _part(content: bytes) -> bytes:
    return urlsafe_b64encode(content).rstrip(b"=")


def _header(token: str) -> dict[str, Any]:
    try:
        header = read_header(token, _LONGEST_TOKEN)
    except ValueError as error:
        raise ForeignTokenError("not a signed token") from error
    if not header.keys() <= _HEADER_MEMBERS:
        raise ForeignTokenError("header")
    return header
