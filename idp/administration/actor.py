"""Who asks for an action, and what they may: roles for people, scopes for programs."""

from dataclasses import dataclass, field
from enum import StrEnum

from idp.administrators import AdministratorSession


class Role(StrEnum):
    """What an administrator is there for; one person may have several."""

    OWNER = "owner"
    """Everything, and who else is an administrator."""
    OPERATOR = "operator"
    """Keys, portals, the house itself."""
    REGISTRY = "registry"
    """What the school sends."""
    SUPPORT = "support"
    """Parents in trouble."""
    AUDITOR = "auditor"
    """Reads what was done, and changes nothing."""


class Area(StrEnum):
    """What an action is about."""

    KEYS = "keys"
    PORTALS = "portals"
    REGISTRY = "registry"
    PEOPLE = "people"
    AUDIT = "audit"
    ADMINISTRATORS = "administrators"
    HOUSE = "house"
    STATISTICS = "statistics"


EVERY_ROLE = frozenset(Role)
SCOPE = "parvis.admin."
"""What every scope of a program that acts here begins with."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks.

    `name` is what the audit record says: `admin:<id>`, `admin:<user of the machine>` or
    `client:<id>`. A program has `scopes` and no roles, and is no `person`: it cannot be the second
    pair of eyes. `is_fresh`: proved a moment ago who they are.
    """

    name: str
    roles: frozenset[Role] = frozenset()
    is_fresh: bool = False
    scopes: frozenset[str] | None = None
    session: AdministratorSession | None = field(default=None, repr=False)
    """In which an administrator asks at the console."""

    @property
    def is_person(self) -> bool:
        """Whether a human being asks."""
        return self.scopes is None


def scope_of(area: Area, *, changes: bool) -> str:
    """Return the scope that a program needs in `area`."""
    return f"{SCOPE}{area}.{'write' if changes else 'read'}"


def every_scope() -> tuple[str, ...]:
    """Return every scope that a program can be given here."""
    return tuple(scope_of(area, changes=changes) for area in Area for changes in (False, True))
