"""The base of the provider's parts: built once by the wiring, from the parts that it names."""

from msgspec import Struct
from typing_extensions import dataclass_transform, override


@dataclass_transform(frozen_default=True, kw_only_default=True, eq_default=False)
class Part(Struct, frozen=True, kw_only=True, eq=False):
    """An immutable part, whose members are the arguments of its constructor.

    Its `repr` shows none of them: some are secrets, and most are parts with members of their own.
    """

    @override
    def __repr__(self) -> str:
        return f"<{type(self).__qualname__}>"
