"""The nonce that ties an ID token to the request (OpenID Connect Core §3.1.2.1, §3.3.2.11)."""

from idp.protocol.errors import InvalidRequestError
from idp.protocol.parameters import Parameters


def check_nonce(parameters: Parameters, response_type: str) -> str | None:
    """Return the nonce, required when the ID token passes through the browser.

    Raises InvalidRequestError.
    """
    nonce = parameters.get("nonce")
    if nonce is None and "id_token" in response_type:
        raise InvalidRequestError("nonce is required for this response_type")
    return nonce
