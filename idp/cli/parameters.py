"""Click parameters for the members of an action's request: type, limits and help.

A required member is an argument, in order; an optional one is an option of its name. The member's
`Meta(extra=…)` may hold `command` (`"option"` or `"argument"`, to override this), `is_moment`
(seconds, typed as a date) and `choices`.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from msgspec import inspect
from typing_extensions import override

from idp.administration.shapes import ActionRequest
from idp.cli.described import read_file

# Larger bounds and defaults are those of databases: not worth showing in the help.
_LARGEST = 1 << 31


class Moment(click.ParamType[int]):
    """A date, or a date and time, in ISO 8601; UTC unless it has an offset."""

    name = "moment"

    @override
    def convert(self, value: Any, param: Any, ctx: Any) -> int:
        """Return the seconds since 1970-01-01 UTC."""
        try:
            at = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value} is not an ISO 8601 date and time", param, ctx)
        return int((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp())


class Content(click.Path):
    """A file that holds an object, in JSON or (by its name) TOML; `-` is standard input."""

    name = "file"

    def __init__(self) -> None:
        super().__init__(exists=True, dir_okay=False, allow_dash=True)

    @override
    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """Return the object. Raises Refused."""
        return read_file(Path(str(super().convert(value, param, ctx))))


def parameters_of(asks: type[ActionRequest]) -> Iterator[click.Parameter]:
    """Yield the parameters of the request `asks`, in the order of its members."""
    kind = inspect.type_info(asks)
    if isinstance(kind, inspect.StructType):
        yield from map(_parameter, kind.fields)


def _parameter(member: inspect.Field) -> click.Parameter:
    kind, meta = _unwrapped(member.type)
    is_several = isinstance(kind, inspect.VarTupleType)
    if isinstance(kind, inspect.VarTupleType):
        kind, of_items = _unwrapped(kind.item_type)
        meta = {**of_items, **meta}
    form = _form(kind, meta)
    place = meta.get("command", "argument" if member.required else "option")
    if place == "argument":
        return click.Argument(
            [member.name],
            type=form,
            required=member.required,
            nargs=-1 if is_several else 1,
            metavar="FILE" if isinstance(form, Content) else None,
        )
    name = member.name.removesuffix("s") if is_several else member.name
    return click.Option(
        [member.name, f"--{name.replace('_', '-')}"],
        type=form,
        required=member.required,
        is_flag=isinstance(kind, inspect.BoolType) or None,
        multiple=is_several,
        help=meta.get("description"),
        default=None if isinstance(form, Moment) else _within(member.default),
        show_default=True,
    )


def _unwrapped(kind: inspect.Type) -> tuple[inspect.Type, dict[str, Any]]:
    """Return the one type that is not null, and the members of its `Meta`."""
    meta: dict[str, Any] = {}
    while isinstance(kind, inspect.Metadata | inspect.UnionType):
        if isinstance(kind, inspect.Metadata):
            meta = {**(kind.extra_json_schema or {}), **(kind.extra or {}), **meta}
            kind = kind.type
        else:
            (kind,) = (each for each in kind.types if not isinstance(each, inspect.NoneType))
    return kind, meta


def _within(number: object) -> int | None:
    """Return `number` if it is one and not larger than `_LARGEST`."""
    if isinstance(number, int) and not isinstance(number, bool) and number < _LARGEST:
        return number
    return None


def _form(kind: inspect.Type, meta: dict[str, Any]) -> click.ParamType[Any] | None:
    if isinstance(kind, inspect.IntType):
        return Moment() if meta.get("is_moment") else click.IntRange(kind.ge, _within(kind.le))
    if isinstance(kind, inspect.DictType):
        return Content()
    choices: Iterable[object] = meta.get("choices", ())
    if isinstance(kind, inspect.EnumType):
        choices = (each.value for each in kind.cls)
    elif isinstance(kind, inspect.LiteralType):
        choices = kind.values
    named = [str(each) for each in choices]
    return click.Choice(named) if named else None
