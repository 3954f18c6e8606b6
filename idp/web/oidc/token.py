"""POST /token, /par, /bc-authorize, /device_authorization, /introspect and /revoke."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask, Request, Response

from idp.limits import network_of
from idp.protocol.incoming import Incoming
from idp.protocol.introspection_jwt import MEDIA_TYPE
from idp.web.client_call import ClientAnswer, answer_client
from idp.web.direct import mount_direct
from idp.web.remote import remote_address
from idp.web.rendering import Renderer
from idp.web.response import jwt_response
from idp.wiring import Provider

_METHODS = ("POST", "OPTIONS")


def mount_token(app: Flask, provider: Provider, _renderer: Renderer) -> None:
    """Serve the endpoints that authenticate the client."""
    protocol = provider.protocol

    def mount(path: str, answer: ClientAnswer) -> None:
        def endpoint(request: Request) -> Response:
            return answer_client(request, answer, provider)

        mount_direct(app, path, endpoint, _METHODS)

    def mount_limited(
        path: str, answer: Callable[[Incoming, str], Mapping[str, Any]], status: int = 200
    ) -> None:
        """Mount an endpoint whose requests are counted by the network that they come from."""

        def endpoint(request: Request) -> Response:
            network = network_of(remote_address(request, provider.settings.server))
            return answer_client(request, lambda asked: answer(asked, network), provider, status)

        mount_direct(app, path, endpoint, _METHODS)

    def introspect(asked: Incoming) -> Mapping[str, Any] | Response:
        if MEDIA_TYPE in (asked.accept or ""):
            return jwt_response(protocol.introspection.answer_signed(asked), MEDIA_TYPE)
        return protocol.introspection.answer(asked)

    mount("/token", protocol.token.answer)
    mount_limited("/par", protocol.pushed_authorization.answer, 201)
    mount("/bc-authorize", protocol.backchannel_authentication.answer)
    mount_limited("/device_authorization", protocol.device_authorization.answer)
    mount("/introspect", introspect)
    mount("/revoke", protocol.revocation.answer)
