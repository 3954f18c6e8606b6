"""What an action is asked and what it gives: plain typed structures, read without trust.

The same structure checks a form, a JSON body and the command line, and is what the OpenAPI
document says of them. A member that it does not name is refused, so that nobody assigns what was
not offered.
"""

import re
from collections.abc import Mapping
from typing import Any, Protocol, TypeVar, get_type_hints

import msgspec
from typing_extensions import dataclass_transform

from idp.errors import Refused
from idp.untrusted import is_storable


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Ask(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an action is asked; limits stand in `Annotated[..., msgspec.Meta(...)]`."""


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What an action gives: text, numbers, lists and structures of them."""


class FileTold(Told):
    """An action that gives a file: the API sends it as such."""

    name: str
    mimetype: str
    content: str


class Bytes(Protocol):
    """A file on its way, read piece by piece."""

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes; none at the end."""


class Nothing(Ask):
    """An action that needs to be told nothing."""


A = TypeVar("A", bound=Ask)
_AT = re.compile(r" - at `(?:key in )?\$\.?([^`]*)`$")
_NAMED = re.compile(r"^Object (missing required|contains unknown) field `([^`]+)`")
_WRONG = (
    (re.compile(r"of length <= (\d+)"), "asked.too_long"),
    (re.compile(r"of length >= (\d+)"), "asked.too_short"),
    (re.compile(r"<=? (-?\d+)"), "asked.too_large"),
    (re.compile(r">=? (-?\d+)"), "asked.too_small"),
    (re.compile(r"matching regex"), "asked.shape"),
    (re.compile(r"[Ii]nvalid enum value"), "asked.choice"),
    (re.compile(r"^Expected"), "asked.kind"),
)


def read_ask(
    asks: type[A],
    members: Mapping[str, Any],
    *,
    as_text: bool = False,
    named: Mapping[str, str] | None = None,
) -> A:
    """Return `members` as `asks`; `as_text` when every value came as text (forms, addresses).

    What a path has `named` is text in any case. Raises Refused naming the member that is missing,
    unknown or wrong.
    """
    for name, value in {**members, **(named or {})}.items():
        if not is_storable(value):
            raise Refused("asked.shape", field=name, name=name)
    if named:
        kinds = get_type_hints(asks, include_extras=True)
        inside = {name: _converted(text, kinds[name], name) for name, text in named.items()}
        members = {**members, **inside}
    try:
        asked = msgspec.convert(members, asks, strict=not as_text)
    except msgspec.ValidationError as error:
        raise _refusal(str(error)) from error
    if as_text:
        # What was digits until now may be a number that is too large.
        for name, value in msgspec.structs.asdict(asked).items():
            if not is_storable(value):
                raise Refused("asked.shape", field=name, name=name)
    return asked


def _converted(text: str, kind: Any, name: str) -> Any:  # noqa: ANN401 - a member's
    try:
        value = msgspec.convert(text, kind, strict=False)
    except msgspec.ValidationError as error:
        raise _refusal(str(error), name) from error
    if not is_storable(value):
        raise Refused("asked.shape", field=name, name=name)
    return value


def _refusal(text: str, name: str = "") -> Refused:
    at = _AT.search(text)
    inside = at[1] if at else name
    named = _NAMED.match(text)
    if named:
        key = "asked.missing" if named[1] == "missing required" else "asked.unknown"
        field = f"{inside}.{named[2]}" if inside else named[2]
        return Refused(key, field=field, name=field)
    for pattern, key in _WRONG:
        found = pattern.search(text)
        if found:
            limit = found[1] if pattern.groups else ""
            return Refused(key, field=inside or None, name=inside, limit=limit)
    return Refused("asked.shape", field=inside or None, name=inside)
