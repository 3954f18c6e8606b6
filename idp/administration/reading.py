"""Reading the members that were sent as an action's request; a refusal names the member and why.

Unknown members are refused, so that nothing can be assigned that the action does not offer.
"""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from typing import Any, TypeVar

import msgspec
from msgspec import inspect

from idp.administration.shapes import ActionRequest
from idp.errors import Refused
from idp.untrusted import is_storable

A = TypeVar("A", bound=ActionRequest)
# Longer than any number that is needed, shorter than what Python refuses to read.
_DIGITS = re.compile(r"-?[0-9]{1,100}")


def read_ask(
    asks: type[A],
    members: Mapping[str, Any],
    *,
    as_text: bool = False,
    named: Mapping[str, str] | None = None,
) -> A:
    """Return `members` as `asks`; `as_text` when every value came as text (forms, addresses).

    `named` members come from a path and are always text. Raises Refused for the first member that
    is unknown, missing or wrong.
    """
    in_path = named or {}
    given, known = {**members, **in_path}, _members_of(asks)
    for name in given:
        if name not in known:
            raise Refused("asked.unknown", field=name, name=name)
    for name, member in known.items():
        if member.required and name not in given:
            raise Refused("asked.missing", field=name, name=name)
    make: Callable[..., A] = asks
    return make(
        **{
            name: _read(known[name].type, value, name, is_text=as_text or name in in_path)
            for name, value in given.items()
        }
    )


@cache
def _members_of(asks: type[ActionRequest]) -> dict[str, msgspec.structs.FieldInfo]:
    return {each.name: each for each in msgspec.structs.fields(asks)}


def _read(kind: Any, value: Any, name: str, *, is_text: bool) -> Any:  # noqa: ANN401 - a member's
    read: Any = msgspec.UNSET
    if is_storable(value):
        with suppress(msgspec.ValidationError):
            read = msgspec.convert(value, kind, strict=not is_text)
    # Digits may have become a number too large for the databases.
    if read is msgspec.UNSET or not is_storable(read):
        why, limit = _wrong(inspect.type_info(kind), value) or ("shape", None)
        raise Refused(f"asked.{why}", field=name, name=name, limit=limit)
    return read


def _wrong(kind: inspect.Type, value: object) -> tuple[str, int | None] | None:
    """Return why `value` is not of `kind`, and the limit; None when only its format is wrong."""
    kind = _unwrapped(kind)
    match kind:
        case inspect.StrType() if isinstance(value, str):
            return _too_far("long", len(value), kind.max_length, "short", kind.min_length)
        case inspect.IntType() if (number := _number(value)) is not None:
            return _too_far("large", number, kind.le, "small", kind.ge) or ("kind", None)
        case inspect.VarTupleType() if isinstance(value, list | tuple):
            wrong = _too_far("long", len(value), kind.max_length, "short", kind.min_length)
            items = (_wrong(kind.item_type, each) for each in value)
            return wrong or next(filter(None, items), None)
        case inspect.EnumType() | inspect.LiteralType() if isinstance(value, str):
            return None if value in _choices(kind) else ("choice", None)
        case inspect.DictType() if isinstance(value, Mapping):
            return None
    return "kind", None


def _unwrapped(kind: inspect.Type) -> inspect.Type:
    """Return the one type that is not null, without its `Meta`."""
    while isinstance(kind, inspect.Metadata | inspect.UnionType):
        if isinstance(kind, inspect.Metadata):
            kind = kind.type
        else:
            (kind,) = (each for each in kind.types if not isinstance(each, inspect.NoneType))
    return kind


def _choices(kind: inspect.EnumType | inspect.LiteralType) -> tuple[object, ...]:
    if isinstance(kind, inspect.LiteralType):
        return kind.values
    return tuple(each.value for each in kind.cls)


def _too_far(
    above: str, found: int, most: int | None, below: str, least: int | None
) -> tuple[str, int | None] | None:
    if most is not None and found > most:
        return f"too_{above}", most
    if least is not None and found < least:
        return f"too_{below}", least
    return None


def _number(value: object) -> int | None:
    if isinstance(value, str) and _DIGITS.fullmatch(value):
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
