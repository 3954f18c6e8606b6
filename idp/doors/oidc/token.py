"""POST /token, /par, /introspect and /revoke."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from idp.doors.client_certificate import client_certificate
from idp.doors.remote import remote_address
from idp.doors.rendering import Renderer
from idp.doors.request import incoming
from idp.doors.response import error_response, json_response, preflight_response
from idp.limits import network_of
from idp.parts import Parts
from idp.protocol.errors import InvalidRequestError, ProtocolError
from idp.protocol.incoming import Incoming


def mount_token(app: Flask, parts: Parts, _renderer: Renderer) -> None:
    """Answer the endpoints that clients call in their own name."""
    limit = parts.settings.server.body_bytes

    def received() -> Incoming:
        certificate = client_certificate(request, parts.settings)
        return incoming(request, limit, certificate=certificate)

    def mount(
        path: str, answer: Callable[[Incoming], Mapping[str, Any] | None], status: int = 200
    ) -> None:
        def endpoint() -> Response:
            if request.method == "OPTIONS":
                return preflight_response()
            try:
                return json_response(answer(received()) or {}, status)
            except ProtocolError as error:
                return error_response(error)
            except HTTPException as error:
                problem = InvalidRequestError("the body is too large or malformed")
                return error_response(problem, error.code)

        app.add_url_rule(path, endpoint=path, view_func=endpoint, methods=["POST", "OPTIONS"])

    def push(asked: Incoming) -> Mapping[str, Any]:
        network = network_of(remote_address(request, parts.settings.server))
        return parts.pushed_authorization.answer(asked, network)

    mount("/token", parts.token.answer)
    mount("/par", push, 201)
    mount("/introspect", parts.introspection.answer)
    mount("/revoke", parts.revocation.answer)
