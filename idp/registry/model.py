"""The data of the registry: frozen, without behaviour."""

from msgspec import Struct

ContactKey = tuple[bytes, bytes, int]
"""The hash of an address, the key of a student, and the number of an import."""


class Organisation(Struct, frozen=True):
    """A school service centre with a registry in force, taken at `taken_at` seconds."""

    code: str
    name: str
    support_address: str | None
    taken_at: int


class Access(Struct, frozen=True):
    """The access that an import gave a contact, and until when (seconds).

    Not `is_bound`: its MAC is wrong, so that this provider did not write it.
    """

    allowed: bool
    until: int | None
    is_bound: bool

    def holds(self, at: int) -> bool:
        """Return whether the contact had access at that time."""
        return self.is_bound and self.allowed and (self.until is None or self.until > at)
