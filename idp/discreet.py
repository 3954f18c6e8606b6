"""Values whose `repr` keeps some of their members to itself: secrets, addresses, tokens."""

from typing import Annotated, TypeAlias, TypeVar, get_origin

from msgspec import Struct
from typing_extensions import override

T = TypeVar("T")
_UNSHOWN = "not shown"
Hidden: TypeAlias = Annotated[T, _UNSHOWN]
"""The type of a member that `repr` does not show."""


class Discreet(Struct, frozen=True):
    """A value that shows its members, but those that are `Hidden`."""

    @override
    def __repr__(self) -> str:
        hidden = _hidden_in(type(self))
        shown = (
            f"{each}={getattr(self, each)!r}"
            for each in self.__struct_fields__
            if each not in hidden
        )
        return f"{type(self).__qualname__}({', '.join(shown)})"


def _hidden_in(kind: type) -> set[str]:
    return {
        name
        for each in kind.__mro__
        for name, declared in vars(each).get("__annotations__", {}).items()
        # A type that is not evaluated here might be a hidden one.
        if isinstance(declared, str)
        or (get_origin(declared) is Annotated and _UNSHOWN in declared.__metadata__)
    }
