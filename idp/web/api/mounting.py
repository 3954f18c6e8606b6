"""Every action at its method and path below `/admin/api`, for programs with an access token.

Each route is made from its action: no second list could disagree with `Actions`, the OpenAPI
document or the console.
"""

import json
from collections.abc import Mapping
from contextlib import nullcontext
from typing import Any

import msgspec
from flask import Flask, Request, Response, request
from werkzeug.exceptions import HTTPException

from idp.administration.action import Action
from idp.administration.actor import Actor
from idp.administration.shapes import FileBytes, FileResponse
from idp.errors import PersonError, Refused, TooBusyError
from idp.protocol.errors import ProtocolError
from idp.protocol.protected_resource import refuse
from idp.untrusted import parse_json
from idp.web.api.openapi import document
from idp.web.api.paths import ROOT, flask_path
from idp.web.api.problem import problem_response, refused_response
from idp.web.client_certificate import client_certificate
from idp.web.interaction_id import with_interaction_id
from idp.web.long_body import place_for_body
from idp.web.rendering import Renderer
from idp.web.request import incoming
from idp.wiring import Provider

HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
_WITHOUT_BODY = {"GET", "DELETE"}


def mount_api(app: Flask, provider: Provider, _renderer: Renderer) -> None:
    """Answer programs."""

    @app.get(f"{ROOT}/openapi.json")
    def openapi() -> Response:
        content = document(provider.administration.actions.declared, provider.issuer)
        return Response(json.dumps(content), mimetype="application/json", headers=HEADERS)

    for action in provider.administration.actions.declared:
        _mount(app, provider, action)

    @app.route(f"{ROOT}/", defaults={"_rest": ""})
    @app.route(f"{ROOT}/<path:_rest>", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
    @with_interaction_id
    def nowhere(_rest: str) -> Response:
        # After checking the token: without one, no path is revealed.
        refusal = _actor_or_refusal(provider)
        if isinstance(refusal, Response):
            return refusal
        return problem_response(404, "ADM-PATH-UNKNOWN", "there is nothing at this path")


def _mount(app: Flask, provider: Provider, action: Action[Any, Any]) -> None:
    @with_interaction_id
    def endpoint(**named: str) -> Response:
        actor = _actor_or_refusal(provider)
        if isinstance(actor, Response):
            return actor
        try:
            asked = _asked(provider, actor, action, named)
            with place_for_body(request, provider) if action.takes_file else nullcontext():
                response = provider.administration.actions.do(
                    actor, action, asked, *_file(provider, action)
                )
        except (Refused, PersonError) as error:
            return refused_response(error)
        except TooBusyError as busy:
            return _too_busy(busy)
        except HTTPException:
            return _too_large()
        if isinstance(response, FileResponse):
            named = {"Content-Disposition": f'attachment; filename="{response.name}"'}
            return Response(
                response.content, mimetype=response.mimetype, headers={**HEADERS, **named}
            )
        return Response(msgspec.json.encode(response), mimetype="application/json", headers=HEADERS)

    path = ROOT + flask_path(action.path)
    app.add_url_rule(path, f"api {action.name}", endpoint, methods=[action.method])


def _actor_or_refusal(provider: Provider) -> Actor | Response:
    limit = provider.settings.server.body_bytes
    try:
        asked = incoming(request, limit, certificate=client_certificate(request, provider.settings))
    except HTTPException:
        return _too_large()
    try:
        client, scopes = provider.protocol.acting_clients.scopes_of(asked)
    except ProtocolError as error:
        refusal = refuse(error, asked)
        answer = problem_response(refusal.status, error.code, error.description or "who asks?")
        answer.headers.update(refusal.headers)
        return answer
    return Actor(name=f"client:{client.id}", scopes=scopes)


def _too_busy(busy: TooBusyError) -> Response:
    response = problem_response(503, "ADM-BUSY", "too many files are read at once; try again")
    response.headers["Retry-After"] = str(busy.retry_after_seconds)
    return response


def _too_large() -> Response:
    return problem_response(413, "ADM-BODY-LARGE", "the request is too large or malformed")


def _asked(
    provider: Provider, actor: Actor, action: Action[Any, Any], named: Mapping[str, str]
) -> Any:  # noqa: ANN401 - what the action asks
    # The path is text; a member of the path must not be repeated elsewhere.
    if request.method in _WITHOUT_BODY or action.takes_file:
        members: dict[str, Any] = {**_query(request), **named}
        return provider.administration.actions.read(actor, action, members, as_text=True)
    provider.administration.actions.check(actor, action)
    if request.args:
        raise Refused("asked.unknown", field="query", name=next(iter(request.args)))
    content = _body(request, provider.settings.server.body_bytes)
    if twice := named.keys() & content.keys():
        name = min(twice)
        raise Refused("asked.unknown", field=name, name=name)
    return provider.administration.actions.read(actor, action, content, named=named)


def _file(provider: Provider, action: Action[Any, Any]) -> tuple[FileBytes, ...]:
    if not action.takes_file:
        return ()
    # Werkzeug counts while it reads, and ends a body that is longer than this.
    request.max_content_length = provider.settings.registry.upload_megabytes << 20
    return (request.stream,)


def _query(asked: Request) -> dict[str, Any]:
    return {name: values[0] if len(values) == 1 else values for name, values in asked.args.lists()}


def _body(asked: Request, limit: int) -> dict[str, Any]:
    asked.max_content_length = limit
    body = asked.get_data()
    if not body:
        return {}
    if asked.mimetype != "application/json":
        raise Refused("asked.not_json")
    try:
        content = parse_json(body)
    except ValueError as error:
        raise Refused("asked.not_json") from error
    if not isinstance(content, dict):
        raise Refused("asked.not_json")
    return content
