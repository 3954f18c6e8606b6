"""POST /token, /par, /bc-authorize, /device_authorization, /introspect and /revoke."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from idp.doors.client_certificate import client_certificate
from idp.doors.remote import remote_address
from idp.doors.rendering import Renderer
from idp.doors.request import incoming
from idp.doors.response import (
    error_response,
    json_response,
    jwt_response,
    preflight_response,
)
from idp.limits import network_of
from idp.parts import Parts
from idp.protocol.errors import InvalidRequestError, ProtocolError
from idp.protocol.incoming import Incoming
from idp.protocol.introspection_jwt import MEDIA_TYPE
from idp.settings import Settings

Answer = Callable[[Incoming], Mapping[str, Any] | Response | None]


def mount_token(app: Flask, parts: Parts, _renderer: Renderer) -> None:
    """Answer the endpoints that clients call in their own name."""

    def mount(path: str, answer: Answer, status: int = 200) -> None:
        def endpoint() -> Response:
            return _respond(answer, parts.settings, status)

        app.add_url_rule(path, endpoint=path, view_func=endpoint, methods=["POST", "OPTIONS"])

    def network() -> str:
        return network_of(remote_address(request, parts.settings.server))

    def push(asked: Incoming) -> Mapping[str, Any]:
        return parts.pushed_authorization.answer(asked, network())

    def ask_for_device(asked: Incoming) -> Mapping[str, Any]:
        return parts.device_authorization.answer(asked, network())

    def introspect(asked: Incoming) -> Mapping[str, Any] | Response:
        if MEDIA_TYPE in (asked.accept or ""):
            return jwt_response(parts.introspection.answer_signed(asked), MEDIA_TYPE)
        return parts.introspection.answer(asked)

    mount("/token", parts.token.answer)
    mount("/par", push, 201)
    mount("/bc-authorize", parts.backchannel_authentication.answer)
    mount("/device_authorization", ask_for_device)
    mount("/introspect", introspect)
    mount("/revoke", parts.revocation.answer)


def _respond(answer: Answer, settings: Settings, status: int) -> Response:
    if request.method == "OPTIONS":
        return preflight_response()
    certificate = client_certificate(request, settings)
    try:
        answered = answer(incoming(request, settings.server.body_bytes, certificate=certificate))
    except ProtocolError as error:
        return error_response(error)
    except HTTPException as error:
        problem = InvalidRequestError("the body is too large or malformed")
        return error_response(problem, error.code)
    return answered if isinstance(answered, Response) else json_response(answered or {}, status)
