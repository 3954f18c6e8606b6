"""The URIs that may be registered (RFC 6749 §3.1.2, RFC 8252 §7, RFC 9700 §2.1)."""

import re
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

LONGEST_URI = 512
"""The longest address or identifier of a resource, in characters."""
_NEVER = frozenset('\\"<>^`{|}')
# Compiled when the first URI is looked at.
_HOST = r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*"
_ENCODED = r"(?i)%(?![0-9a-f]{2})|%[01][0-9a-f]|%7f|%5c"
_DOT_SEGMENT = r"(?i)/(\.|%2e){1,2}(/|$)"
_PRIVATE_USE = (
    r"[a-z][a-z0-9-]*(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+:/"
    r"([A-Za-z0-9_~%-]+(/[A-Za-z0-9_~%-]+)*)?"
)
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def is_private_use(uri: str) -> bool:
    """Return whether `uri` has a private-use scheme, a reversed domain name (RFC 8252 §7.1).

    Schemes of browsers and systems have no dot, so none of them passes.
    """
    fits = len(uri) <= LONGEST_URI and re.fullmatch(_PRIVATE_USE, uri) is not None
    return fits and not re.search(_ENCODED, uri)


def unsafe_uri(uri: str) -> str | None:
    """Return the key of the sentence why `uri` may not be registered, or None when it may."""
    if not uri.isascii() or any(each <= " " or each in _NEVER for each in uri):
        return "uri_characters"
    if len(uri) > LONGEST_URI:
        return "uri_long"
    try:
        parts = urlsplit(uri)
        _ = parts.port
    except ValueError:
        return "uri_not"
    if parts.scheme and not uri.startswith(parts.scheme):
        return "uri_scheme"
    return _unsafe_parts(parts, uri)


def _unsafe_parts(parts: SplitResult, uri: str) -> str | None:
    if not parts.hostname:
        return "uri_absolute"
    # RFC 8252 §7.3: an application on the person's own machine listens there, without TLS.
    on_loopback = parts.scheme == "http" and parts.hostname in _LOOPBACK
    if parts.scheme != "https" and not on_loopback:
        return "uri_plain"
    if "@" in parts.netloc or "*" in uri:
        return "uri_wildcard"
    if not _is_host(parts):
        return "uri_host"
    if re.search(_ENCODED, uri) or re.search(_DOT_SEGMENT, parts.path):
        return "uri_ambiguous"
    return "uri_fragment" if "#" in uri else None


def _is_host(parts: SplitResult) -> bool:
    host = parts.hostname or ""
    if host not in parts.netloc:
        return False
    if ":" not in host:
        return bool(re.fullmatch(_HOST, host))
    try:
        return bool(ip_address(host))
    except ValueError:
        return False
