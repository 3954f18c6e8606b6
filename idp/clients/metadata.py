"""Client metadata as it is stored, read and checked (RFC 7591 §2, and our own members)."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, asdict, fields
from enum import StrEnum
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints
from urllib.parse import urlsplit

from idp.clients.model import (
    AuthenticationMethod,
    Branding,
    Client,
    Profile,
    StoredSecret,
)
from idp.errors import OperationError
from idp.ids import ClientId

RESPONSE_TYPES = {"code": Profile.DEFAULT, "code id_token": Profile.LEGACY}
"""Each response type, with the first profile that may use it."""
GRANT_TYPES = ("authorization_code", "refresh_token", "client_credentials")
SCOPES = ("openid", "profile", "email", "gpi", "gpi.children", "offline_access")
_NOT_METADATA = {"id", "disabled", "secrets"}
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_CUSTOM_SCOPE = re.compile(r"[a-z][a-z0-9._:-]{0,63}")
_URI_LIMIT = 512


def write_metadata(client: Client) -> str:
    """Return the JSON under which `client` is stored."""
    content = {key: value for key, value in asdict(client).items() if key not in _NOT_METADATA}
    return json.dumps(content, sort_keys=True, ensure_ascii=False)


def read_metadata(
    client_id: ClientId,
    metadata: str,
    *,
    disabled: bool = False,
    secrets: tuple[StoredSecret, ...] = (),
) -> Client:
    """Return the client that `write_metadata` wrote."""
    return client_from(client_id, json.loads(metadata), disabled=disabled, secrets=secrets)


def client_from(
    client_id: ClientId,
    content: Mapping[str, Any],
    *,
    disabled: bool = False,
    secrets: tuple[StoredSecret, ...] = (),
) -> Client:
    """Return the client that `content` (parsed JSON or TOML) describes.

    Raises OperationError naming the first member that is unknown, missing or of the wrong kind.
    """
    kinds = {key: kind for key, kind in get_type_hints(Client).items() if key not in _NOT_METADATA}
    values = _members(Client, kinds, content, "")
    return Client(id=client_id, disabled=disabled, secrets=secrets, **values)


def check_metadata(client: Client, longest_id_token_seconds: int) -> None:
    """Refuse a registration that would be unsafe or could not work. Raises OperationError."""
    for problem in _problems(client, longest_id_token_seconds):
        raise OperationError(problem)


def _problems(client: Client, longest_id_token_seconds: int) -> Iterable[str]:
    yield from _endpoint_problems(client)
    for name in ("redirect_uris", "post_logout_redirect_uris"):
        for uri in getattr(client, name):
            if reason := unsafe_uri(uri):
                yield f"{name}: {uri!r} {reason}"
    branding = client.branding
    uris = (client.start_uri, branding.help_uri, branding.video_uri)
    for uri in uris:
        if uri is not None and (reason := unsafe_uri(uri)):
            yield f"{uri!r} {reason}"
    if not _COLOUR.fullmatch(branding.colour):
        yield "branding.colour must be #rrggbb"
    if branding.logo_uri and not branding.logo_uri.startswith(("/static/", "https://")):
        yield "branding.logo_uri must be https, or a path under /static/"
    seconds = client.id_token_seconds
    if seconds is not None and not 60 <= seconds <= longest_id_token_seconds:  # noqa: PLR2004
        yield f"id_token_seconds must be 60 to {longest_id_token_seconds}"


def _endpoint_problems(client: Client) -> Iterable[str]:
    if "authorization_code" in client.grant_types and not client.redirect_uris:
        yield "redirect_uris: at least one is needed for authorization_code"
    for grant_type in client.grant_types:
        if grant_type not in GRANT_TYPES:
            yield f"grant_types: {grant_type!r} is not one of {', '.join(GRANT_TYPES)}"
    for response_type in client.response_types:
        needed = RESPONSE_TYPES.get(response_type)
        if needed is None:
            yield f"response_types: {response_type!r} is not offered"
        elif needed is Profile.LEGACY and client.profile is not Profile.LEGACY:
            yield f"response_types: {response_type!r} needs profile legacy"
    if client.is_public and "client_credentials" in client.grant_types:
        yield "grant_types: a client without authentication cannot use client_credentials"
    if client.token_endpoint_auth_method is AuthenticationMethod.PRIVATE_KEY_JWT and (
        client.jwks is None
    ):
        yield "jwks: needed for private_key_jwt"
    for scope in (*client.scopes, *client.implied_scopes):
        if scope not in SCOPES and not _CUSTOM_SCOPE.fullmatch(scope):
            yield f"scopes: {scope!r} is not a scope"
    if not set(client.implied_scopes) <= set(client.scopes):
        yield "implied_scopes: must be among scopes"


def unsafe_uri(uri: str) -> str | None:
    """Return why `uri` may not be registered, or None (RFC 6749 §3.1.2, RFC 9700 §2.1)."""
    if not uri.isascii() or any(each <= " " or each in '\\"<>^`{|}' for each in uri):
        return "holds a character that a URI cannot"
    if len(uri) > _URI_LIMIT:
        return f"is longer than {_URI_LIMIT} characters"
    try:
        parts = urlsplit(uri)
        port_is_number = parts.port is None or parts.port > 0
    except ValueError:
        return "is not a URI"
    if not parts.hostname or not port_is_number:
        return "is not an absolute URI"
    if parts.scheme != "https" and not (
        # RFC 8252 §7.3: an application on the machine itself listens there, without TLS.
        parts.scheme == "http" and parts.hostname in {"127.0.0.1", "::1", "localhost"}
    ):
        return "must be https (http only on loopback)"
    if "@" in parts.netloc or "*" in uri:
        return "must not hold user information or a wildcard"
    return "must not have a fragment" if "#" in uri else None


def _members(
    cls: type, kinds: Mapping[str, Any], content: Mapping[str, Any], prefix: str
) -> dict[str, Any]:
    if unknown := sorted(set(content) - set(kinds)):
        raise OperationError(f"{prefix}{unknown[0]} is not a known member")
    values = {}
    for each in fields(cls):
        if each.name not in kinds:
            continue
        if each.name in content:
            values[each.name] = _value(kinds[each.name], content[each.name], prefix + each.name)
        elif each.default is MISSING and each.default_factory is MISSING:
            raise OperationError(f"{prefix}{each.name} is missing")
    return values


def _value(kind: Any, value: Any, name: str) -> Any:  # noqa: ANN401 - parsed JSON or TOML
    if isinstance(kind, UnionType):
        return None if value is None else _value(get_args(kind)[0], value, name)
    if get_origin(kind) is tuple:
        if not isinstance(value, list | tuple):
            raise OperationError(f"{name} must be a list")
        return tuple(_value(get_args(kind)[0], each, name) for each in value)
    if kind is Branding:
        if not isinstance(value, Mapping):
            raise OperationError(f"{name} must be an object")
        return Branding(**_members(Branding, get_type_hints(Branding), value, f"{name}."))
    if issubclass(kind, StrEnum):
        if value not in set(kind):
            raise OperationError(f"{name} must be one of {', '.join(kind)}")
        return kind(value)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise OperationError(f"{name} must be of type {kind.__name__}")
    return value
