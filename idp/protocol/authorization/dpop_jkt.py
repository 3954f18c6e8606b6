"""The key to which the client binds its code (RFC 9449 §10)."""

import re

from idp.protocol.errors import InvalidRequestError
from idp.protocol.parameters import Parameters

_SHA256 = re.compile(r"[A-Za-z0-9_-]{43}")


def check_dpop_jkt(parameters: Parameters) -> str | None:
    """Return the thumbprint, or None without one. Raises InvalidRequestError."""
    thumbprint = parameters.get("dpop_jkt")
    if thumbprint is not None and not _SHA256.fullmatch(thumbprint):
        raise InvalidRequestError("dpop_jkt must be a SHA-256 thumbprint: 43 base64url characters")
    return thumbprint
