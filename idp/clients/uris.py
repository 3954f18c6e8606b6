"""Which addresses may be registered (RFC 6749 §3.1.2, RFC 8252 §7.3, RFC 9700 §2.1)."""

import re
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

_LONGEST = 512
_NEVER = frozenset('\\"<>^`{|}')
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*")
_ENCODED = re.compile(r"%(?![0-9a-f]{2})|%[01][0-9a-f]|%7f|%5c", re.IGNORECASE)
_DOT_SEGMENT = re.compile(r"/(\.|%2e){1,2}(/|$)", re.IGNORECASE)
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
    if not parts.hostname or not uri.startswith(f"{parts.scheme}:"):
        return "is not an absolute URI"
    # RFC 8252 §7.3: an application on the person's own machine listens there, without TLS.
    on_loopback = parts.scheme == "http" and parts.hostname in _LOOPBACK
    if parts.scheme != "https" and not on_loopback:
        return "must be https (http only on loopback)"
    if "@" in parts.netloc or "*" in uri:
        return "must not hold user information or a wildcard"
    if not _is_host(parts):
        return "does not spell its host as browsers do"
    if _ENCODED.search(uri) or _DOT_SEGMENT.search(parts.path):
        return "holds a path that others may read in another way"
    return "must not have a fragment" if "#" in uri else None


def _is_host(parts: SplitResult) -> bool:
    host = parts.hostname or ""
    if host not in parts.netloc:
        return False
    if ":" not in host:
        return bool(_HOST.fullmatch(host))
    try:
        return bool(ip_address(host))
    except ValueError:
        return False
