"""A request as an endpoint reads it, independent of the web framework."""

from msgspec import Struct

Pairs = tuple[tuple[str, str], ...]


class Incoming(Struct, frozen=True):
    """The parts of an HTTP request that OAuth reads; names and values are form-decoded."""

    method: str
    query: Pairs
    form: Pairs
    authorization: str | None
    """The `Authorization` header as it came."""
    path: str = ""
    """Below the origin, from its first slash on."""
    dpop: str | None = None
    """The `DPoP` header as it came (RFC 9449 §4.1); several arrive joined by commas."""
    certificate: bytes | None = None
    """The certificate (DER) that the client proved to hold when its TLS connection began, told by
    a proxy that we trust (RFC 8705 §2, §3)."""
    accept: str | None = None
    """The `Accept` header as it came."""
    alias: str | None = None
    """`tenant/policy`, in small letters: the address of Azure AD B2C that was called."""
