"""POST /token, /par, /bc-authorize, /device_authorization, /introspect and /revoke."""

from collections.abc import Mapping
from typing import Any

from flask import Flask, Response, request

from idp.limits import network_of
from idp.protocol.incoming import Incoming
from idp.protocol.introspection_jwt import MEDIA_TYPE
from idp.web.client_call import ClientAnswer, answer_client
from idp.web.remote import remote_address
from idp.web.rendering import Renderer
from idp.web.response import jwt_response
from idp.wiring import Provider


def mount_token(app: Flask, provider: Provider, _renderer: Renderer) -> None:
    """Serve the endpoints that authenticate the client."""

    def mount(path: str, answer: ClientAnswer, status: int = 200) -> None:
        def endpoint() -> Response:
            return answer_client(answer, provider, status)

        app.add_url_rule(path, endpoint=path, view_func=endpoint, methods=["POST", "OPTIONS"])

    def network() -> str:
        return network_of(remote_address(request, provider.settings.server))

    def push(asked: Incoming) -> Mapping[str, Any]:
        return provider.protocol.pushed_authorization.answer(asked, network())

    def ask_for_device(asked: Incoming) -> Mapping[str, Any]:
        return provider.protocol.device_authorization.answer(asked, network())

    def introspect(asked: Incoming) -> Mapping[str, Any] | Response:
        if MEDIA_TYPE in (asked.accept or ""):
            return jwt_response(provider.protocol.introspection.answer_signed(asked), MEDIA_TYPE)
        return provider.protocol.introspection.answer(asked)

    mount("/token", provider.protocol.token.answer)
    mount("/par", push, 201)
    mount("/bc-authorize", provider.protocol.backchannel_authentication.answer)
    mount("/device_authorization", ask_for_device)
    mount("/introspect", introspect)
    mount("/revoke", provider.protocol.revocation.answer)
