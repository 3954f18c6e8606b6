"""Answering endpoints that clients call themselves: JSON, with the errors of RFC 6749 §5.2."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Request, Response
from werkzeug.exceptions import HTTPException

from idp.protocol.errors import InvalidRequestError, ProtocolError
from idp.protocol.incoming import Incoming
from idp.web.client_certificate import client_certificate
from idp.web.log import request_id
from idp.web.request import incoming
from idp.web.response import error_response, json_response, preflight_response
from idp.wiring import Provider

ClientAnswer = Callable[[Incoming], Mapping[str, Any] | Response | None]


def answer_client(
    request: Request, answer: ClientAnswer, provider: Provider, status: int = 200
) -> Response:
    """Return the response of `answer` to `request`, errors included.

    Why a client was refused is noted for who runs it: the answer often may not say it.
    """
    settings = provider.settings
    if request.method == "OPTIONS":
        return preflight_response()
    certificate = client_certificate(request, settings)
    try:
        answered = answer(incoming(request, settings.server.body_bytes, certificate=certificate))
    except ProtocolError as error:
        if error.refusal is not None:
            provider.directory.refusals.note(error.refusal, request_id())
        return error_response(error)
    except HTTPException as error:
        problem = InvalidRequestError("the body is too large or malformed")
        return error_response(problem, error.code)
    return answered if isinstance(answered, Response) else json_response(answered or {}, status)
