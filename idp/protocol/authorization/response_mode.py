"""How the answer travels (OAuth 2.0 Multiple Response Types §2.1, Form Post §2, JARM §2.3)."""

from enum import StrEnum

from idp.clients import Client
from idp.clients.profiles import rules_of
from idp.protocol.errors import InvalidRequestError
from idp.protocol.parameters import Parameters


class ResponseMode(StrEnum):
    """The modes offered; those with `.jwt` are signed as a whole."""

    QUERY = "query"
    FRAGMENT = "fragment"
    FORM_POST = "form_post"
    QUERY_JWT = "query.jwt"
    FRAGMENT_JWT = "fragment.jwt"
    FORM_POST_JWT = "form_post.jwt"

    @property
    def is_signed(self) -> bool:
        """Whether the fields travel inside a JWT."""
        return self.endswith(".jwt")

    @property
    def carrier(self) -> str:
        """How the fields travel: `query`, `fragment` or `form_post`."""
        return self.removesuffix(".jwt")


def default_mode(parameters: Parameters, client: Client) -> ResponseMode:
    """Return the mode of an error before response type and mode are checked.

    The mode asked for is used where possible: some portals read only form posts.
    """
    response_type = parameters.get("response_type") or "code"
    try:
        return check_response_mode(parameters, client, response_type)
    except InvalidRequestError:
        return _natural(response_type)


def check_response_mode(parameters: Parameters, client: Client, response_type: str) -> ResponseMode:
    """Return the mode asked for, or the response type's default. Raises InvalidRequestError."""
    asked, natural = parameters.get("response_mode"), _natural(response_type)
    if asked is None:
        return natural
    rules = rules_of(client)
    if asked not in rules.response_modes:
        raise InvalidRequestError(f"response_mode must be {', '.join(rules.response_modes)}")
    # JARM §2.3.4: `jwt` alone is the default mode, signed.
    mode = ResponseMode(f"{natural}.jwt" if asked == "jwt" else asked)
    if mode.carrier == ResponseMode.QUERY and natural is not ResponseMode.QUERY:
        # Multiple Response Types §3: tokens must not end up in server logs.
        raise InvalidRequestError("response_mode=query is for response_type=code")
    if mode.is_signed and client.authorization_algorithm not in rules.algorithms:
        raise InvalidRequestError("no authorization_signed_response_alg is registered")
    return mode


def _natural(response_type: str) -> ResponseMode:
    holds_token = "token" in response_type
    return ResponseMode.FRAGMENT if holds_token else ResponseMode.QUERY
