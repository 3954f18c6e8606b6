"""The shapes of the registry: frozen, without behaviour."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Organisation:
    """A school service centre with a registry in force, taken at `taken_at` seconds."""

    code: str
    name: str
    support_address: str | None
    taken_at: int
