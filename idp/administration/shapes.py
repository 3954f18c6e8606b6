"""What an action is asked and what it gives: plain typed structures.

The same structure checks a form, a JSON body and the command line (`reading.py`), and is what the
OpenAPI document says of them.
"""

from typing import Any, Protocol, Self

import msgspec
from typing_extensions import dataclass_transform


@dataclass_transform(frozen_default=True, kw_only_default=True)
class ActionRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an action is asked; limits stand in `Annotated[..., msgspec.Meta(...)]`."""


@dataclass_transform(frozen_default=True, kw_only_default=True)
class ActionResponse(msgspec.Struct, frozen=True, kw_only=True):
    """What an action gives: text, numbers, lists and structures of them."""

    @classmethod
    def of(cls, record: object, **more: Any) -> Self:  # noqa: ANN401 - members
        """Return what `record` has under the same names, and `more`.

        Only what is declared here is told. Raises AttributeError when the record lacks a member.
        """
        known = {name: getattr(record, name) for name in cls.__struct_fields__ if name not in more}
        return cls(**known, **more)


class Changed(ActionResponse):
    """Which one changed."""

    id: str


class FileResponse(ActionResponse):
    """An action that gives a file: the API sends it as such."""

    name: str
    mimetype: str
    content: str


class FileBytes(Protocol):
    """A file on its way, read piece by piece."""

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes; none at the end."""


class Nothing(ActionRequest):
    """An action that needs to be told nothing."""
