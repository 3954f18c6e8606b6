"""GET and POST /userinfo."""

from flask import Flask, Response, request

from idp.doors.rendering import Renderer
from idp.doors.request import incoming
from idp.doors.response import json_response
from idp.parts import Parts
from idp.protocol.bearer import challenge
from idp.protocol.errors import ProtocolError


def mount_userinfo(app: Flask, parts: Parts, _renderer: Renderer) -> None:
    """Answer the endpoint that gives claims for an access token."""
    limit = parts.settings.server.body_bytes
    userinfo = parts.userinfo

    @app.route("/userinfo", methods=["GET", "POST"])
    def userinfo_endpoint() -> Response:
        try:
            return json_response(userinfo.answer(incoming(request, limit)))
        except ProtocolError as error:
            content = {"error": error.code, "error_description": error.description}
            return json_response(content, error.status, {"WWW-Authenticate": challenge(error)})

    @app.route("/userinfo", methods=["OPTIONS"], provide_automatic_options=False)
    @app.route("/token", methods=["OPTIONS"], provide_automatic_options=False)
    def preflight() -> Response:
        # A single-page application asks before it sends `Authorization` (Fetch standard).
        headers = {
            "Access-Control-Allow-Methods": "GET, POST",
            "Access-Control-Allow-Headers": "authorization, content-type",
            "Access-Control-Max-Age": "86400",
        }
        return json_response({}, 200, headers)
