"""Validation of an upstream ID token (OpenID Connect Core §3.1.3.7, RFC 8725 §3).

Nothing here is optional and nothing has a switch: a check that cannot be made has failed.
"""

import hmac
from collections.abc import Callable, Mapping
from typing import Any

from joserfc.jwk import ECKey, RSAKey
from msgspec import Struct

from idp._authlib import half_hash
from idp.normalisation.token_type import is_token_type
from idp.untrusted.jwt import read_claims, read_header
from idp.upstream.dialect import Claims, Dialect, NotTrustedError
from idp.upstream.documents import PublishedKey

_SKEW_SECONDS = 60
_LONGEST_TOKEN = 16_384
_LONGEST_SUBJECT = 255
_HEADER_MEMBERS = {"alg", "kid", "typ", "x5t"}
_OF_KEY: dict[type, tuple[str, ...]] = {RSAKey: ("RS256", "PS256"), ECKey: ("ES256",)}


class Expected(Struct, frozen=True):
    """The values that the token must have."""

    client_id: str
    nonce: str
    metadata: Mapping[str, Any]
    now: int
    access_token: str | None


def validate(
    token: object,
    expected: Expected,
    find_key: Callable[[str], PublishedKey | None],
    dialect: Dialect,
) -> Claims:
    """Return the claims of `token`. Raises NotTrustedError naming the check that failed."""
    if not isinstance(token, str):
        raise NotTrustedError("no ID token")
    try:
        header = read_header(token, _LONGEST_TOKEN)
    except ValueError as error:
        raise NotTrustedError("encoding") from error
    if not header.keys() <= _HEADER_MEMBERS or not is_token_type(header.get("typ"), None, "JWT"):
        raise NotTrustedError("header")
    kid = header.get("kid")
    published = find_key(kid) if isinstance(kid, str) else None
    if published is None:
        raise NotTrustedError("kid")
    claims = _verified(token, published, header.get("alg"))
    dialect.check_issuer(claims, expected.metadata, published.member)
    _check_audience(claims, expected.client_id)
    _check_times(claims, expected.now)
    _check_binding(claims, expected, str(header["alg"]))
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= _LONGEST_SUBJECT:
        raise NotTrustedError("sub")
    return claims


def _verified(token: str, key: PublishedKey, algorithm: object) -> Claims:
    # RFC 8725 §3.1: the type of the key decides which algorithms are allowed.
    possible = _OF_KEY[type(key.jose)]
    if algorithm not in possible or key.member.get("alg", algorithm) != algorithm:
        raise NotTrustedError("alg")
    try:
        claims = read_claims(token, key.jose, [str(algorithm)])
    except ValueError as error:
        raise NotTrustedError("signature") from error
    if len({name.lower() for name in claims}) != len(claims):
        # `tid` and `TID` in one token: readers would disagree about whose it is.
        raise NotTrustedError("encoding")
    return claims


def _check_audience(claims: Claims, client_id: str) -> None:
    audience = claims.get("aud")
    if audience not in (client_id, [client_id]):
        raise NotTrustedError("aud")
    if claims.get("azp", client_id) != client_id:
        raise NotTrustedError("azp")


def _check_times(claims: Claims, now: int) -> None:
    for name in ("exp", "iat"):
        if not _is_time(claims.get(name)):
            raise NotTrustedError(name)
    if claims["exp"] <= now - _SKEW_SECONDS:
        raise NotTrustedError("exp")
    if claims["iat"] > now + _SKEW_SECONDS:
        raise NotTrustedError("iat")
    begins = claims.get("nbf", 0)
    if not _is_time(begins) or begins > now + _SKEW_SECONDS:
        raise NotTrustedError("nbf")


def _check_binding(claims: Claims, expected: Expected, algorithm: str) -> None:
    nonce = claims.get("nonce")
    if not isinstance(nonce, str) or not hmac.compare_digest(
        nonce.encode(), expected.nonce.encode()
    ):
        raise NotTrustedError("nonce")
    if "at_hash" in claims:
        right = half_hash(expected.access_token or "", algorithm)
        if expected.access_token is None or claims["at_hash"] != right:
            raise NotTrustedError("at_hash")


def _is_time(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
