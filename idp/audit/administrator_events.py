"""What became of administrators, and who came in."""

from dataclasses import dataclass
from typing import ClassVar

from idp.audit.event import Event, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class AdministratorChanged(Event):
    """`administrator` was changed; `change`: invited, roles, disabled, enabled, removed, reset.

    `roles` are those they have since.
    """

    kind: ClassVar[str] = "administrator_changed"
    administrator: str
    change: str
    roles: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdministratorEntered(Event):
    """An administrator proved who they are; `methods` are `amr` values."""

    kind: ClassVar[str] = "administrator_entered"
    methods: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AdministratorRefused(Event):
    """Somebody tried to come in as an administrator and could not."""

    kind: ClassVar[str] = "administrator_refused"
    actor: str = "anyone"
    outcome: Outcome = Outcome.REFUSED


@dataclass(frozen=True, slots=True, kw_only=True)
class AdministratorLeft(Event):
    """An administrator signed out."""

    kind: ClassVar[str] = "administrator_left"
