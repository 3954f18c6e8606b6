"""URIs that others wrote (RFC 3986): taken apart without a fault, whatever stands there."""

from urllib.parse import SplitResult, urlsplit

_NONE = SplitResult("", "", "", "", "")


def split_uri(uri: str) -> SplitResult:
    """Return the parts of `uri`, all of them empty when it is none (`https://[`)."""
    try:
        parts = urlsplit(uri)
        _ = parts.port
    except ValueError:
        return _NONE
    return parts
