"""What exactly a client may do, in its own words (RFC 9396 §2, §5)."""

import json
from typing import Any

from idp.clients import Client
from idp.protocol.errors import InvalidAuthorizationDetailsError
from idp.protocol.parameters import Parameters
from idp.untrusted import read_json

_LISTS = ("locations", "actions", "datatypes", "privileges")


def check_authorization_details(parameters: Parameters, client: Client) -> str | None:
    """Return the details as JSON text, or None without any.

    Members beyond those of §2.2 belong to the type and are not checked. Raises
    InvalidAuthorizationDetailsError.
    """
    text = parameters.get("authorization_details")
    if text is None:
        return None
    try:
        details = read_json(text)
    except ValueError as error:
        raise InvalidAuthorizationDetailsError("authorization_details is not JSON") from error
    if not isinstance(details, list) or not details:
        raise InvalidAuthorizationDetailsError("authorization_details must be a JSON array")
    for detail in details:
        _check_detail(detail, client)
    return json.dumps(details)


def _check_detail(detail: Any, client: Client) -> None:  # noqa: ANN401 - parsed JSON
    if not isinstance(detail, dict):
        raise InvalidAuthorizationDetailsError("each of authorization_details must be an object")
    if detail.get("type") not in client.authorization_details_types:
        raise InvalidAuthorizationDetailsError("the client is not registered for this type")
    for name in _LISTS:
        values = detail.get(name, [])
        if not isinstance(values, list) or not all(isinstance(each, str) for each in values):
            raise InvalidAuthorizationDetailsError(f"{name} must be an array of strings")
    if not isinstance(detail.get("identifier", ""), str):
        raise InvalidAuthorizationDetailsError("identifier must be a string")
