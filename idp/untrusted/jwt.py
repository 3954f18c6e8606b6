"""Untrusted JWTs (RFC 7515 §5.2, RFC 7519 §7.2), with every text in them checked.

The signature is checked by joserfc; what was signed is read here, header and claims, so that no
caller meets a value that a database, a page or a log could not hold.
"""

from collections.abc import Sequence
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jws import JWSRegistry
from joserfc.util import urlsafe_b64decode

from idp.untrusted.json_text import read_object

_PARTS = 3


def read_header(token: str, longest: int) -> dict[str, Any]:
    """Return the unverified header of a compact JWS. Raises ValueError."""
    return read_object(_decoded(token, 0, longest))


def read_unverified_claims(token: str, longest: int) -> dict[str, Any]:
    """Return the claims of the JWT, unverified. Raises ValueError."""
    return read_object(_decoded(token, 1, longest))


def read_claims(
    token: str,
    key: Any,  # noqa: ANN401 - joserfc's kinds of key
    algorithms: Sequence[str],
    *,
    registry: JWSRegistry | None = None,
) -> dict[str, Any]:
    """Return the claims of a JWT that `key` signed by one of `algorithms`. Raises ValueError."""
    try:
        verified = jws.deserialize_compact(token, key, algorithms=[*algorithms], registry=registry)
    except (JoseError, TypeError, AttributeError, KeyError, RecursionError) as error:
        raise ValueError("the JWT is malformed, or signed by another") from error
    return read_object(verified.payload or b"")


def _decoded(token: str, part: int, longest: int) -> bytes:
    if len(token) > longest or not token.isascii() or token.count(".") != _PARTS - 1:
        raise ValueError("this is no JWT")
    # What is no base64 raises ValueError as well (RFC 7515 §2).
    return urlsafe_b64decode(token.split(".")[part].encode())
