"""POST /token, /introspect and /revoke."""

from flask import Flask, Response, request

from idp.doors.rendering import Renderer
from idp.doors.request import incoming
from idp.doors.response import error_response, json_response
from idp.parts import Parts
from idp.protocol.errors import ProtocolError


def mount_token(app: Flask, parts: Parts, _renderer: Renderer) -> None:
    """Answer the endpoints that clients call in their own name."""
    limit = parts.settings.server.body_bytes
    token, introspection, revocation = parts.token, parts.introspection, parts.revocation

    @app.post("/token")
    def token_endpoint() -> Response:
        try:
            return json_response(token.answer(incoming(request, limit)))
        except ProtocolError as error:
            return error_response(error)

    @app.post("/introspect")
    def introspection_endpoint() -> Response:
        try:
            return json_response(introspection.answer(incoming(request, limit)))
        except ProtocolError as error:
            return error_response(error)

    @app.post("/revoke")
    def revocation_endpoint() -> Response:
        try:
            revocation.answer(incoming(request, limit))
        except ProtocolError as error:
            return error_response(error)
        return json_response({})
