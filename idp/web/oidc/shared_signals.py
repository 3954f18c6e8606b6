"""/.well-known/ssf-configuration, and what receivers of security events call under /ssf."""

from collections.abc import Callable
from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from idp.protocol.errors import InvalidRequestError, ProtocolError
from idp.protocol.protected_resource import refuse
from idp.protocol.shared_signals import paths
from idp.protocol.shared_signals.receivers_stream import ReceiverRequest
from idp.web.client_certificate import client_certificate
from idp.web.interaction_id import with_interaction_id
from idp.web.rendering import Renderer
from idp.web.request import incoming
from idp.web.response import empty_response, json_response, published_response
from idp.wiring import Provider

_CREATED, _ACCEPTED = 201, 200
_WITH_BODY = {"POST", "PUT", "PATCH"}

Answer = Callable[[ReceiverRequest], Any]


def mount_shared_signals(app: Flask, provider: Provider, _renderer: Renderer) -> None:
    """Serve the endpoints for receivers."""
    transmitter = provider.protocol.transmitter
    max_age = provider.settings.keys.jwks_max_age_seconds

    @app.get(paths.METADATA)
    def metadata() -> Response:
        body, etag = transmitter.metadata
        return published_response(body, etag, max_age, request.environ.get("HTTP_IF_NONE_MATCH"))

    def mount(path: str, method: str, answer: Answer, status: int = _ACCEPTED) -> None:
        @with_interaction_id
        def endpoint() -> Response:
            return _respond(provider, answer, status)

        app.add_url_rule(path, f"{method} {path}", endpoint, methods=[method])

    management = transmitter.management
    mount(paths.CONFIGURATION, "POST", management.create, _CREATED)
    mount(paths.CONFIGURATION, "GET", management.read)
    mount(paths.CONFIGURATION, "PATCH", management.update)
    mount(paths.CONFIGURATION, "PUT", management.replace)
    mount(paths.CONFIGURATION, "DELETE", management.remove)
    mount(paths.STATUS, "GET", transmitter.status.read)
    mount(paths.STATUS, "POST", transmitter.status.update)
    mount(paths.ADD_SUBJECT, "POST", transmitter.subjects.add)
    mount(paths.REMOVE_SUBJECT, "POST", transmitter.subjects.remove)
    mount(paths.VERIFICATION, "POST", transmitter.verification.ask)
    mount(paths.POLL, "POST", transmitter.polling.answer)


def _respond(provider: Provider, answer: Answer, status: int) -> Response:
    limit = provider.settings.server.body_bytes
    asked = incoming(request, limit, certificate=client_certificate(request, provider.settings))
    try:
        answered = answer(ReceiverRequest(asked, _body(limit)))
    except ProtocolError as error:
        content = {"error": error.code, "error_description": error.description}
        refusal = refuse(error, asked)
        return json_response(content, refusal.status, refusal.headers)
    if answered is not None:
        return json_response(answered, status)
    # SSF 1.0 §8.1.3.2: a subject that is added gets a 200 without content.
    added = request.path == paths.ADD_SUBJECT
    return json_response({}) if added else empty_response()


def _body(limit: int) -> bytes:
    if request.method not in _WITH_BODY:
        return b""
    request.max_content_length = limit
    try:
        body = request.get_data()
    except HTTPException as error:
        raise InvalidRequestError("the body is too large or malformed") from error
    if body and request.mimetype != "application/json":
        raise InvalidRequestError("the body must be application/json")
    return body
