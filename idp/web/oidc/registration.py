"""POST /register, and GET, PUT and DELETE of a client's own registration."""

from collections.abc import Mapping
from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from idp.limits import network_of
from idp.protocol.errors import InvalidClientMetadataError, ProtocolError
from idp.protocol.registration_answer import PATH
from idp.web.interaction_id import with_interaction_id
from idp.web.remote import remote_address
from idp.web.rendering import Renderer
from idp.web.response import (
    bearer_error_response,
    empty_response,
    json_response,
    preflight_response,
)
from idp.wiring import Provider

_CREATED = 201


def mount_registration(app: Flask, provider: Provider, _renderer: Renderer) -> None:
    """Serve dynamic client registration, where the settings allow it."""
    page = _RegistrationPage(provider)
    app.add_url_rule(
        PATH,
        view_func=with_interaction_id(page.register),
        methods=["POST", "OPTIONS"],
        provide_automatic_options=False,
    )
    app.add_url_rule(
        f"{PATH}/<client_id>",
        view_func=with_interaction_id(page.manage),
        methods=["GET", "PUT", "DELETE"],
    )


class _RegistrationPage:
    def __init__(self, provider: Provider) -> None:
        self._endpoint = provider.protocol.registration.endpoint
        self._management = provider.protocol.registration.management
        self._settings = provider.settings.server

    def register(self) -> Response:
        if request.method == "OPTIONS":
            return preflight_response()
        try:
            answer = self._endpoint.register(_authorization(), self._body(), self._network())
        except ProtocolError as error:
            return bearer_error_response(error)
        return json_response(answer, _CREATED)

    def manage(self, client_id: str) -> Response:
        try:
            answer = self._managed(client_id)
        except ProtocolError as error:
            return bearer_error_response(error)
        return empty_response() if answer is None else json_response(answer)

    def _managed(self, client_id: str) -> Mapping[str, Any] | None:
        if request.method == "PUT":
            return self._management.update(
                client_id, _authorization(), self._body(), self._network()
            )
        if request.method == "DELETE":
            self._management.remove(client_id, _authorization())
            return None
        return self._management.read(client_id, _authorization())

    def _network(self) -> str:
        return network_of(remote_address(request, self._settings))

    def _body(self) -> bytes:
        if request.mimetype != "application/json":
            raise InvalidClientMetadataError("the body must be application/json")
        request.max_content_length = self._settings.body_bytes
        try:
            return request.get_data()
        except HTTPException as error:
            raise InvalidClientMetadataError("the body is too large or malformed") from error


def _authorization() -> str | None:
    return request.headers.get("Authorization")
