"""The OpenAPI 3.1 document of the API, made from the actions themselves."""

from collections.abc import Sequence
from typing import Any

import msgspec

from idp.administration.action import Action, DeclaredActions
from idp.administration.actor import every_scope, scope_of
from idp.administration.shapes import FileResponse
from idp.web.api.paths import ROOT, named_in

_REFERENCE = "#/components/schemas/{name}"
_PROBLEM = "Problem"
_REFUSALS = {
    "401": "No access token, or one that is not good.",
    "403": "The token does not carry the scope.",
    "404": "What the request is about does not exist.",
    "413": "The request is too large, or cannot be read.",
    "422": "Something in the request is wrong: `field` says what. Nothing was changed.",
}


def document(actions: DeclaredActions, issuer: str) -> dict[str, Any]:
    """Return the document for the provider at `issuer`."""
    kinds = tuple(dict.fromkeys(kind for each in actions for kind in (each.asks, each.gives)))
    _, schemas = msgspec.json.schema_components(kinds, ref_template=_REFERENCE)
    paths: dict[str, dict[str, Any]] = {}
    for action in actions:
        at = paths.setdefault(ROOT + action.path, {})
        at[action.method.lower()] = _operation(action, schemas)
    bodies = {each.asks.__name__ for each in actions if _has_body(each)}
    given = {each.gives.__name__ for each in actions if not issubclass(each.gives, FileResponse)}
    used = _used(schemas, bodies | given)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Parvis: administration", "version": "1"},
        "servers": [{"url": issuer}],
        "security": [{"oauth2": []}],
        "paths": paths,
        "components": {
            "schemas": {**used, _PROBLEM: _problem()},
            "securitySchemes": {"oauth2": _security(issuer)},
        },
    }


def _operation(action: Action[Any, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    schema = schemas[action.asks.__name__]
    members: dict[str, Any] = schema.get("properties", {})
    required = set(schema.get("required", ()))
    in_path = named_in(action.path)
    operation: dict[str, Any] = {
        "operationId": action.name,
        "tags": [str(action.area)],
        "summary": action.summary,
        "security": [{"oauth2": [scope_of(action.area, changes=action.changes)]}],
        "parameters": [_parameter(name, members[name], "path", required=True) for name in in_path],
        "responses": {
            "200": {"description": "Done.", "content": _given(action)},
            **{status: _refusal(text) for status, text in _REFUSALS.items()},
        },
    }
    others = [name for name in members if name not in in_path]
    if not _has_body(action):
        operation["parameters"] += [
            _parameter(name, members[name], "query", required=name in required) for name in others
        ]
    elif others:
        body = {
            "type": "object",
            "properties": {name: members[name] for name in others},
            "required": [name for name in others if name in required],
            "additionalProperties": False,
        }
        operation["requestBody"] = {"required": bool(body["required"]), "content": _json(body)}
    if action.takes_file:
        file = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
        operation["requestBody"] = {"required": True, "content": file}
    return operation


def _given(action: Action[Any, Any]) -> dict[str, Any]:
    if issubclass(action.gives, FileResponse):
        return {"text/csv": {"schema": {"type": "string"}}}
    return _json(_named(action.gives.__name__))


def _has_body(action: Action[Any, Any]) -> bool:
    return action.method not in {"GET", "DELETE"} and not action.takes_file


def _parameter(name: str, schema: dict[str, Any], where: str, *, required: bool) -> dict[str, Any]:
    return {"name": name, "in": where, "required": required, "schema": schema}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _named(name: str) -> dict[str, str]:
    return {"$ref": _REFERENCE.format(name=name)}


def _refusal(text: str) -> dict[str, Any]:
    return {
        "description": text,
        "content": {"application/problem+json": {"schema": _named(_PROBLEM)}},
    }


def _problem() -> dict[str, Any]:
    text = {"type": "string"}
    return {
        "type": "object",
        "description": "Why nothing was done (RFC 9457).",
        "properties": {
            "status": {"type": "integer"},
            "code": text,
            "detail": text,
            "field": text,
        },
        "required": ["status", "code", "detail"],
    }


def _security(issuer: str) -> dict[str, Any]:
    scopes = {scope: scope for scope in every_scope()}
    flow = {"tokenUrl": f"{issuer}/token", "scopes": scopes}
    return {"type": "oauth2", "flows": {"clientCredentials": flow}}


def _used(schemas: dict[str, Any], roots: set[str]) -> dict[str, Any]:
    """Return the schemas that `roots` refer to; members of the others are inlined in paths."""
    used: dict[str, Any] = {}
    waiting = [name for name in schemas if name in roots]
    while waiting:
        name = waiting.pop()
        if name not in used:
            used[name] = schemas[name]
            waiting.extend(_references(schemas[name]))
    return dict(sorted(used.items()))


def _references(schema: Any) -> list[str]:  # noqa: ANN401 - any part of a schema
    if isinstance(schema, dict):
        found = [schema["$ref"].rsplit("/", 1)[1]] if "$ref" in schema else []
        return found + [name for each in schema.values() for name in _references(each)]
    if isinstance(schema, Sequence) and not isinstance(schema, str):
        return [name for each in schema for name in _references(each)]
    return []
