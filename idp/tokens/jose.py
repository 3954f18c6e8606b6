"""Signing and reading our JSON Web Tokens (RFC 7515, RFC 7519, RFC 8725)."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.util import urlsafe_b64decode

from idp.keys import SigningKeys
from idp.spelling.token_type import is_token_type

_LONGEST_TOKEN = 16_384
_HEADER_MEMBERS = {"alg", "kid", "typ"}


class InvalidTokenError(Exception):
    """The token is not one of ours, or not of the kind asked for."""


def sign(keys: SigningKeys, algorithm: str, typ: str | None, claims: Mapping[str, Any]) -> str:
    """Return `claims` as a signed token of kind `typ`, if any (RFC 8725 §3.11).

    Raises LookupError when no key signs with `algorithm`.
    """
    key = keys.active(algorithm)
    header = {"alg": algorithm, "kid": key.kid}
    if typ is not None:
        header["typ"] = typ
    # Not by joserfc, which signs with keys in memory alone: a token's never get there.
    signed = _part(_written(header)) + b"." + _part(_written(claims))
    return (signed + b"." + _part(key.sign(signed))).decode()


def read(keys: SigningKeys, token: str, typ: str) -> dict[str, Any]:
    """Return the claims of a token that we signed. Raises InvalidTokenError.

    The algorithm comes from our record of the key, never from the header (RFC 8725 §3.1); any
    header member that we do not write ourselves is refused. Times are the caller's to check.
    """
    header = _header(token)
    key = keys.verifying(str(header.get("kid")))
    if key is None or header.get("alg") != key.algorithm:
        raise InvalidTokenError("not signed by a published key")
    if not is_token_type(header.get("typ"), typ):
        raise InvalidTokenError("of another kind")
    try:
        claims = jwt.decode(token, key.jose, algorithms=[key.algorithm]).claims
    except (JoseError, ValueError) as error:
        raise InvalidTokenError("signature or content") from error
    if not isinstance(claims, dict):
        raise InvalidTokenError("not an object")
    return claims


def _written(members: Mapping[str, Any]) -> bytes:
    return json.dumps(members, separators=(",", ":"), ensure_ascii=False).encode()


def _part(content: bytes) -> bytes:
    return urlsafe_b64encode(content).rstrip(b"=")


def _header(token: str) -> dict[str, Any]:
    if len(token) > _LONGEST_TOKEN or token.count(".") != 2 or not token.isascii():  # noqa: PLR2004
        raise InvalidTokenError("not a signed token")
    try:
        header = json.loads(urlsafe_b64decode(token.partition(".")[0].encode()))
    except (ValueError, RecursionError) as error:
        raise InvalidTokenError("not a signed token") from error
    if not isinstance(header, dict) or not header.keys() <= _HEADER_MEMBERS:
        raise InvalidTokenError("header")
    return header
