"""The school registry."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RegistrySettings:
    """Imports of the school registry."""

    removal_threshold_percent: int = 2
    """An import that takes away more of an organisation's contacts than this is refused."""
    kept_imports: int = 2
    """Imports kept for each organisation, the current one included."""
    confirm: str = "organisation"
    """`organisation`: one child's number confirms every child there whose file lists the address;
    `each`: every child's number is asked."""
