"""How long ago the person may have signed in (OpenID Connect Core §3.1.2.1)."""

from idp.clients import Client
from idp.protocol.errors import InvalidRequestError
from idp.protocol.parameters import Parameters

_MOST_DIGITS = 9


def check_max_age(parameters: Parameters, client: Client) -> int | None:
    """Return `max_age` in seconds, else what the client registered, or None.

    Raises InvalidRequestError.
    """
    text = parameters.get("max_age")
    if text is None:
        # OpenID Connect Registration §2: the request's own value overrides it.
        return client.default_max_age
    if not (text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS):
        raise InvalidRequestError("max_age must be a whole number of seconds")
    return int(text)
