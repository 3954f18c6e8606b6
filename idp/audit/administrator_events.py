"""Changes of administrators, and their sign-ins."""

from typing import ClassVar

from idp.audit.event import Event, EventOutcome


class AdministratorChanged(Event, frozen=True, kw_only=True):
    """`administrator` was changed; `change`: invited, roles, disabled, enabled, removed, reset.

    `roles` are those they have since; `by_mail`: whether an invitation was mailed to their address,
    which nobody else was shown.
    """

    kind: ClassVar[str] = "administrator_changed"
    administrator: str
    change: str
    roles: str = ""
    by_mail: bool = False


class AdministratorEntered(Event, frozen=True, kw_only=True):
    """An administrator proved who they are; `methods` are `amr` values."""

    kind: ClassVar[str] = "administrator_entered"
    methods: str


class AdministratorRefused(Event, frozen=True, kw_only=True):
    """A sign-in as an administrator was refused."""

    kind: ClassVar[str] = "administrator_refused"
    actor: str = "anyone"
    outcome: EventOutcome = EventOutcome.REFUSED


class AdministratorLeft(Event, frozen=True, kw_only=True):
    """An administrator signed out."""

    kind: ClassVar[str] = "administrator_left"
