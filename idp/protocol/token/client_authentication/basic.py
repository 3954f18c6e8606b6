"""HTTP Basic (RFC 6749 §2.3.1): both parts are form-encoded before they are joined."""

import binascii
from urllib.parse import unquote_plus

from idp.protocol.errors import InvalidClientError


def read_basic(header: str) -> tuple[str, str]:
    """Return client id and secret. Raises InvalidClientError for anything malformed."""
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        raise InvalidClientError("the Authorization header must be Basic")
    try:
        text = binascii.a2b_base64(encoded.strip(), strict_mode=True).decode("utf-8")
    except (binascii.Error, ValueError) as error:
        raise InvalidClientError("the Authorization header is malformed") from error
    client_id, colon, secret = text.partition(":")
    if not colon:
        raise InvalidClientError("the Authorization header is malformed")
    return unquote_plus(client_id), unquote_plus(secret)
