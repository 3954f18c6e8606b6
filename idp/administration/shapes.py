"""The requests and responses of actions: plain typed structures.

The same structure validates a form, a JSON body and the command line (`reading.py`), and is the
schema in the OpenAPI document.
"""

from typing import Any, Protocol, Self

import msgspec
from typing_extensions import dataclass_transform


@dataclass_transform(frozen_default=True, kw_only_default=True)
class ActionRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The request of an action; limits are in `Annotated[..., msgspec.Meta(...)]`."""


@dataclass_transform(frozen_default=True, kw_only_default=True)
class ActionResponse(msgspec.Struct, frozen=True, kw_only=True):
    """The response of an action: text, numbers, lists and structures of them."""

    @classmethod
    def of(cls, record: object, **more: Any) -> Self:  # noqa: ANN401 - members
        """Return a response with the members of `record` of the same names, and `more`.

        Only declared members are taken. Raises AttributeError when the record lacks one.
        """
        known = {name: getattr(record, name) for name in cls.__struct_fields__ if name not in more}
        return cls(**known, **more)


class Changed(ActionResponse):
    """The id of what changed."""

    id: str


class FileResponse(ActionResponse):
    """A file: the API sends it as such."""

    name: str
    mimetype: str
    content: str


class FileBytes(Protocol):
    """A file that is arriving, read piece by piece."""

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes; none at the end."""


class Nothing(ActionRequest):
    """A request without members."""
