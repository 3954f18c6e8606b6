"""Access tokens bound to the certificate of a TLS client (RFC 8705 §3.1)."""

import hashlib
from base64 import urlsafe_b64encode


def thumbprint_of(certificate: bytes) -> str:
    """Return `x5t#S256` of a certificate (DER)."""
    return urlsafe_b64encode(hashlib.sha256(certificate).digest()).rstrip(b"=").decode()
