"""The administrators: the list, one of them, an invitation."""

from typing import ClassVar

from idp.administration.administrators.actions import AdministratorResponse
from idp.web.views.console.frame import ConsoleView


class AdministratorsView(ConsoleView, frozen=True, kw_only=True):
    """The administrators, and the form that invites one. `choices` are the roles."""

    template: ClassVar[str] = "console/administrators/list.html"
    administrators: tuple[AdministratorResponse, ...]
    choices: tuple[str, ...]
    changes: bool
    """Whether the reader may invite."""


class AdministratorView(ConsoleView, frozen=True, kw_only=True):
    """One of them: roles, disabling, resetting, removing."""

    template: ClassVar[str] = "console/administrators/one.html"
    administrator: AdministratorResponse
    choices: tuple[str, ...]
    changes: bool


class InvitedView(ConsoleView, frozen=True, kw_only=True):
    """The address at which the invited signs in, until the second `expires_at`; shown once."""

    template: ClassVar[str] = "console/administrators/invited.html"
    name: str
    invitation_uri: str
    expires_at: int
