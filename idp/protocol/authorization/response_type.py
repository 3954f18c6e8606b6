"""The response type (RFC 6749 §3.1.1, OpenID Connect Core §3)."""

from idp.clients import Client
from idp.clients.profiles import RESPONSE_TYPES, rules_of
from idp.protocol.errors import UnauthorizedClientError, UnsupportedResponseTypeError
from idp.protocol.parameters import Parameters


def check_response_type(parameters: Parameters, client: Client) -> str:
    """Return the response type, its words in our order.

    Raises UnsupportedResponseTypeError or UnauthorizedClientError.
    """
    words = parameters.require("response_type").split(" ")
    response_type = " ".join(sorted(words))
    if response_type not in RESPONSE_TYPES:
        raise UnsupportedResponseTypeError("response_type is not one that is offered")
    allowed = {*client.response_types} & {*rules_of(client).response_types}
    grant_type = "authorization_code" if "code" in words else "implicit"
    if grant_type not in client.grant_types or response_type not in allowed:
        raise UnauthorizedClientError("the client is not registered for this response_type")
    return response_type
