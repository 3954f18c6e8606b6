"""Untrusted URIs (RFC 3986), split without an exception."""

from urllib.parse import SplitResult, urlsplit

_NONE = SplitResult("", "", "", "", "")


def split_uri(uri: str) -> SplitResult:
    """Return the parts of `uri`, all empty when it is malformed (`https://[`)."""
    try:
        parts = urlsplit(uri)
        _ = parts.port
    except ValueError:
        return _NONE
    return parts
