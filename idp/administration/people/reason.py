"""Whom an action on people names, and why: what its request says.

The reason is recorded as an event: one of a few words, and the number of a ticket, whose format
fits neither a name nor a child's number.
"""

import re
from enum import StrEnum
from functools import cache
from typing import Annotated, get_type_hints

from msgspec import Meta

from idp.administration.shapes import ActionRequest
from idp.errors import Refused

_NAMES_PERSON = "names_person"
# No name, no fiche number (seven digits), no permanent code (four letters, eight digits).
_REFERENCE = re.compile(r"(?![A-Z]{4}-?[0-9]{8}$)[A-Z]{2,10}-?[0-9]{1,10}|[0-9]{1,6}")


class SupportReason(StrEnum):
    """Why an administrator looks at a person."""

    CALL = "call"
    COUNTER = "counter"
    MESSAGE = "message"
    TICKET = "ticket"
    SCHOOL = "school"
    SECURITY = "security"


class Because(ActionRequest):
    """The reason; `reference` is the number of a ticket, like `INC-20431`."""

    reason: Annotated[
        SupportReason,
        Meta(description="Why this is asked for; it is recorded.", extra={"command": "option"}),
    ]
    reference: Annotated[
        str,
        Meta(
            max_length=40,
            description="Number of a ticket: letters then digits, or up to six digits.",
        ),
    ] = ""


def naming(description: str) -> Meta:
    """Return the `Meta` of a member that names a person: each use is a look."""
    extra = {_NAMES_PERSON: True}
    return Meta(min_length=1, max_length=254, description=description, extra=extra)


def naming_members(asks: type[ActionRequest]) -> tuple[str, ...]:
    """Return the members of `asks` that name a person."""
    return tuple(
        name
        for name, kind in _kinds(asks).items()
        if any((meta.extra or {}).get(_NAMES_PERSON) for meta in _metas(kind))
    )


@cache
def _kinds(asks: type[ActionRequest]) -> dict[str, object]:
    return get_type_hints(asks, include_extras=True)


def _metas(kind: object) -> tuple[Meta, ...]:
    return tuple(each for each in getattr(kind, "__metadata__", ()) if isinstance(each, Meta))


class Who(Because, kw_only=True):
    """A person: an account's id, or one whole address."""

    who: Annotated[str, naming("Account id or address.")]


def check_reason(asked: Because) -> None:
    """Raise Refused for an invalid `reference`, or the reason `ticket` without one."""
    if asked.reference and not _REFERENCE.fullmatch(asked.reference):
        raise Refused("people.reference", field="reference")
    if asked.reason is SupportReason.TICKET and not asked.reference:
        raise Refused("people.reference_missing", field="reference")
