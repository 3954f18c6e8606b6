"""How the answer travels (OAuth 2.0 Multiple Response Types §2.1, Form Post §2)."""

from enum import StrEnum

from idp.protocol.errors import InvalidRequestError
from idp.protocol.parameters import Parameters


class ResponseMode(StrEnum):
    """The modes offered."""

    QUERY = "query"
    FRAGMENT = "fragment"
    FORM_POST = "form_post"


def default_mode(parameters: Parameters) -> ResponseMode:
    """Return how an error goes back before response type and mode are known to be good.

    What can be honoured is: a portal that listens to form posts alone would never see another.
    """
    try:
        return check_response_mode(parameters, parameters.get("response_type") or "code")
    except InvalidRequestError:
        return _natural(parameters.get("response_type") or "code")


def check_response_mode(parameters: Parameters, response_type: str) -> ResponseMode:
    """Return the mode asked for, or the natural one. Raises InvalidRequestError."""
    asked = parameters.get("response_mode")
    natural = _natural(response_type)
    if asked is None:
        return natural
    if asked not in set(ResponseMode):
        raise InvalidRequestError("response_mode must be query, fragment or form_post")
    if asked == ResponseMode.QUERY and natural is not ResponseMode.QUERY:
        # Multiple Response Types §3: tokens must not end up in server logs.
        raise InvalidRequestError("response_mode=query is for response_type=code")
    return ResponseMode(asked)


def _natural(response_type: str) -> ResponseMode:
    holds_token = "token" in response_type
    return ResponseMode.FRAGMENT if holds_token else ResponseMode.QUERY
