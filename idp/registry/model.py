"""The shapes of the registry: frozen, without behaviour."""

from msgspec import Struct


class Organisation(Struct, frozen=True):
    """A school service centre with a registry in force, taken at `taken_at` seconds."""

    code: str
    name: str
    support_address: str | None
    taken_at: int


class Access(Struct, frozen=True):
    """What an import said of a contact: whether it may come in, and until when (seconds).

    Not `is_bound`: that is not what the import said, somebody wrote it beside the house.
    """

    allowed: bool
    until: int | None
    is_bound: bool

    def holds(self, at: int) -> bool:
        """Return whether it let the contact in at that moment."""
        return self.is_bound and self.allowed and (self.until is None or self.until > at)
