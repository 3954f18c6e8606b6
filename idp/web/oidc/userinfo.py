"""GET and POST /userinfo."""

from flask import Flask, Request, Response

from idp.protocol.errors import ProtocolError
from idp.protocol.protected_resource import refuse
from idp.protocol.userinfo_jwt import MEDIA_TYPE
from idp.web.client_certificate import client_certificate
from idp.web.direct import mount_direct
from idp.web.interaction_id import name_interaction
from idp.web.rendering import Renderer
from idp.web.request import incoming
from idp.web.response import json_response, jwt_response, preflight_response
from idp.wiring import Provider


def mount_userinfo(app: Flask, provider: Provider, _renderer: Renderer) -> None:
    """Serve the endpoint that returns claims for an access token."""
    limit = provider.settings.server.body_bytes
    userinfo = provider.protocol.userinfo

    def answered(request: Request) -> Response:
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

    def userinfo_endpoint(request: Request) -> Response:
        if request.method == "OPTIONS":
            return preflight_response()
        return name_interaction(request, answered(request))

    mount_direct(app, "/userinfo", userinfo_endpoint, ["GET", "POST", "OPTIONS"])
