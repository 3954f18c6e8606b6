"""The actor of an action, and their rights: roles for people, scopes for programs."""

from enum import StrEnum
from typing import TYPE_CHECKING

from idp.discreet import Discreet, Hidden

if TYPE_CHECKING:  # commands and programs have none
    from idp.administrators import AdministratorSession


class Role(StrEnum):
    """The role of an administrator; one person may have several."""

    OWNER = "owner"
    """Everything, the list of administrators included."""
    OPERATOR = "operator"
    """Keys, portals, the installation itself."""
    REGISTRY = "registry"
    """Imports of the schools' data."""
    SUPPORT = "support"
    """Helping parents."""
    AUDITOR = "auditor"
    """Reads the record of events, and changes nothing."""


class Area(StrEnum):
    """The area of an action."""

    KEYS = "keys"
    PORTALS = "portals"
    REGISTRY = "registry"
    PEOPLE = "people"
    AUDIT = "audit"
    ADMINISTRATORS = "administrators"
    INSTALLATION = "house"
    STATISTICS = "statistics"


EVERY_ROLE = frozenset(Role)
SCOPE = "parvis.admin."
"""The prefix of every scope of programs that administer."""


class Actor(Discreet, frozen=True):
    """Who does an action.

    `name` is the one in the audit record: `admin:<id>`, `admin:<user of the machine>` or
    `client:<id>`. A program has `scopes` and no roles, and is no person: it cannot be the second
    one to agree. `is_fresh`: authenticated within `administrators.fresh_seconds`.
    """

    name: str
    roles: frozenset[Role] = frozenset()
    is_fresh: bool = False
    scopes: frozenset[str] | None = None
    session: Hidden["AdministratorSession | None"] = None
    """The session of an administrator in the console."""

    @property
    def is_person(self) -> bool:
        """Whether the actor is a human being."""
        return self.scopes is None


def scope_of(area: Area, *, changes: bool) -> str:
    """Return the scope that a program needs in `area`."""
    return f"{SCOPE}{area}.{'write' if changes else 'read'}"


def every_scope() -> tuple[str, ...]:
    """Return every scope that a program can be given."""
    return tuple(scope_of(area, changes=changes) for area in Area for changes in (False, True))
