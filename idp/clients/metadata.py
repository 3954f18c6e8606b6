"""Client metadata as it is stored, read and checked (RFC 7591 §2, and our own members)."""

import json
from collections.abc import Mapping
from enum import StrEnum
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from msgspec import Struct, to_builtins
from msgspec.structs import fields

from idp.clients.model import Branding, Client, StoredSecret
from idp.clients.problem import ClientRefused, problem
from idp.ids import ClientId

_NOT_METADATA = {"id", "disabled", "secrets"}


def write_metadata(client: Client) -> str:
    """Return all members of `client` as JSON."""
    return _json(
        {key: value for key, value in to_builtins(client).items() if key not in _NOT_METADATA}
    )


def stored_metadata(client: Client) -> str:
    """Return the JSON stored for `client`: the members that differ from their default.

    So nodes of the previous version, which refuse unknown members, read each client without new
    ones. A default can therefore not be changed without a migration.
    """
    return _json(chosen_metadata(client))


def chosen_metadata(client: Client) -> dict[str, Any]:
    """Return the members of `client` that differ from their default, in their order."""
    content = {key: value for key, value in _chosen(client).items() if key not in _NOT_METADATA}
    return {**content, "branding": _chosen(client.branding)}


def read_metadata(
    client_id: ClientId,
    metadata: str,
    *,
    disabled: bool = False,
    secrets: tuple[StoredSecret, ...] = (),
) -> Client:
    """Return the client that `stored_metadata` or `write_metadata` wrote. Raises ClientRefused."""
    return client_from(client_id, json.loads(metadata), disabled=disabled, secrets=secrets)


def client_from(
    client_id: ClientId,
    content: Mapping[str, Any],
    *,
    disabled: bool = False,
    secrets: tuple[StoredSecret, ...] = (),
) -> Client:
    """Return the client that `content` (parsed JSON or TOML) describes.

    Raises ClientRefused naming the first member that is unknown, missing or of the wrong kind.
    """
    kinds = {key: kind for key, kind in get_type_hints(Client).items() if key not in _NOT_METADATA}
    values = _members(Client, kinds, content, "")
    return Client(id=client_id, disabled=disabled, secrets=secrets, **values)


def _chosen(described: Client | Branding) -> dict[str, Any]:
    content = to_builtins(described)
    return {
        each.name: content[each.name]
        for each in fields(described)
        if getattr(described, each.name) != each.default
    }


def _json(content: Mapping[str, Any]) -> str:
    return json.dumps(content, sort_keys=True, ensure_ascii=False)


def _members(
    cls: type[Struct], kinds: Mapping[str, Any], content: Mapping[str, Any], prefix: str
) -> dict[str, Any]:
    if unknown := sorted(set(content) - set(kinds)):
        raise ClientRefused(problem(f"{prefix}{unknown[0]}", "unknown_member"))
    values = {}
    for each in fields(cls):
        if each.name not in kinds:
            continue
        if each.name in content:
            values[each.name] = _value(kinds[each.name], content[each.name], prefix + each.name)
        elif each.required:
            raise ClientRefused(problem(f"{prefix}{each.name}", "missing"))
    return values


def _value(kind: Any, value: Any, name: str) -> Any:  # noqa: ANN401 - parsed JSON or TOML
    if isinstance(kind, UnionType):
        return None if value is None else _value(get_args(kind)[0], value, name)
    if get_origin(kind) is tuple:
        items = _of_type(list | tuple, value, name)
        return tuple(_value(get_args(kind)[0], each, name) for each in items)
    if isinstance(kind, type) and issubclass(kind, Struct):
        members = _of_type(Mapping, value, name)
        return kind(**_members(kind, get_type_hints(kind), members, f"{name}."))
    if issubclass(kind, StrEnum):
        if not isinstance(value, str) or value not in set(kind):
            raise ClientRefused(problem(name, "not_one_of", value=value, allowed=tuple(kind)))
        return kind(value)
    return _of_type(kind, value, name)


def _of_type(kind: Any, value: Any, name: str) -> Any:  # noqa: ANN401 - parsed JSON or TOML
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        wanted = {Mapping: "object", str: "text", int: "number", bool: "boolean"}
        raise ClientRefused(problem(name, f"must_be_{wanted.get(kind, 'list')}"))
    return value
