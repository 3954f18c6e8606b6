"""GET and POST /userinfo."""

from flask import Flask, Response, request

from idp.protocol.errors import ProtocolError
from idp.protocol.protected_resource import refuse
from idp.protocol.userinfo_jwt import MEDIA_TYPE
from idp.web.client_certificate import client_certificate
from idp.web.interaction_id import with_interaction_id
from idp.web.rendering import Renderer
from idp.web.request import incoming
from idp.web.response import json_response, jwt_response, preflight_response
from idp.wiring import Provider


def mount_userinfo(app: Flask, provider: Provider, _renderer: Renderer) -> None:
    """Serve the endpoint that returns claims for an access token."""
    limit = provider.settings.server.body_bytes
    userinfo = provider.protocol.userinfo

    @app.route("/userinfo", methods=["GET", "POST"], provide_automatic_options=False)
    @with_interaction_id
    def userinfo_endpoint() -> Response:
        certificate = client_certificate(request, provider.settings)
        asked = incoming(request, limit, certificate=certificate)
        try:
            answer = userinfo.answer_as_registered(asked)
        except ProtocolError as error:
            content = {"error": error.code, "error_description": error.description}
            refusal = refuse(error, asked)
            return json_response(content, refusal.status, refusal.headers)
        if isinstance(answer, str):
            return jwt_response(answer, MEDIA_TYPE)
        return json_response(answer)

    @app.route("/userinfo", methods=["OPTIONS"], provide_automatic_options=False)
    def preflight() -> Response:
        return preflight_response()
