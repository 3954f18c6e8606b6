"""The name that a client gives to one of its requests (FAPI 1.0 Baseline §6.2.1, item 11)."""

import re
import secrets
from collections.abc import Callable
from functools import wraps

from flask import Request, Response

from idp.web.request import current_request, header

HEADER = "x-fapi-interaction-id"
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def name_interaction(request: Request, response: Response) -> Response:
    """Return `response` with the interaction id of `request`.

    It is the UUID that the client sent, or else a new one: no other text of a client is echoed.
    """
    sent = header(request, HEADER) or ""
    response.headers.add(HEADER, sent if _UUID.fullmatch(sent) else _new_uuid())
    return response


def _new_uuid() -> str:
    """Return a random UUID (RFC 9562 §5.4): Python's own is an object, made in thrice the time."""
    drawn = secrets.token_hex(16)
    return f"{drawn[:8]}-{drawn[8:12]}-4{drawn[13:16]}-a{drawn[17:20]}-{drawn[20:]}"


def with_interaction_id(resource: Callable[..., Response]) -> Callable[..., Response]:
    """Return `resource` with the interaction id of each request in its response."""

    @wraps(resource)
    def named(**values: str) -> Response:
        return name_interaction(current_request(), resource(**values))

    return named
