"""Converting a form to the members of an action's request, still as text."""

from collections.abc import Mapping
from typing import Any, get_args, get_origin, get_type_hints

from idp.administration.shapes import ActionRequest

OWN = frozenset({"csrf", "action"})
"""The fields of every form of the console that are no members of a request."""


def members_of(asks: type[ActionRequest], typed: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    """Return the members that were filled in.

    A field left empty is left out: its default holds, or it is missing. Where the action takes
    several values, each line of a text counts as one. Unknown fields are kept, for the action to
    refuse.
    """
    kinds = get_type_hints(asks)
    members: dict[str, Any] = {}
    for name, values in typed.items():
        if name in OWN:
            continue
        if _takes_several(kinds.get(name)):
            members[name] = [
                line.strip() for value in values for line in value.splitlines() if line.strip()
            ]
        elif values and values[0].strip():
            members[name] = values[0].replace("\r\n", "\n")
    return members


def _takes_several(kind: object) -> bool:
    inner = get_args(kind)
    return get_origin(kind) in {tuple, list} or any(
        get_origin(each) in {tuple, list} for each in inner
    )
