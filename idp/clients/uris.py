"""Which addresses may be registered (RFC 6749 §3.1.2, RFC 8252 §7.3, RFC 9700 §2.1)."""

from urllib.parse import SplitResult, urlsplit

_LONGEST = 512
_NEVER = frozenset('\\"<>^`{|}')
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def unsafe_uri(uri: str) -> str | None:
    """Return why `uri` may not be registered, or None when it may."""
    if not uri.isascii() or any(each <= " " or each in _NEVER for each in uri):
        return "holds a character that a URI cannot"
    if len(uri) > _LONGEST:
        return f"is longer than {_LONGEST} characters"
    try:
        parts = urlsplit(uri)
        _ = parts.port
    except ValueError:
        return "is not a URI"
    return _unsafe_parts(parts, uri)


def _unsafe_parts(parts: SplitResult, uri: str) -> str | None:
    if not parts.hostname:
        return "is not an absolute URI"
    # RFC 8252 §7.3: an application on the person's own machine listens there, without TLS.
    on_loopback = parts.scheme == "http" and parts.hostname in _LOOPBACK
    if parts.scheme != "https" and not on_loopback:
        return "must be https (http only on loopback)"
    if "@" in parts.netloc or "*" in uri:
        return "must not hold user information or a wildcard"
    return "must not have a fragment" if "#" in uri else None
