"""The administrators: the list, one of them, an invitation."""

from typing import ClassVar

from idp.administration.administrators.actions import AdministratorResponse
from idp.web.views.console.frame import ConsoleView


class AdministratorsView(ConsoleView, frozen=True, kw_only=True):
    """Who is there, and a form for who is to come. `choices` are the roles."""

    template: ClassVar[str] = "console/administrators/list.html"
    administrators: tuple[AdministratorResponse, ...]
    choices: tuple[str, ...]
    changes: bool
    """Whether the reader may invite."""


class AdministratorView(ConsoleView, frozen=True, kw_only=True):
    """One of them: roles, door, a new beginning."""

    template: ClassVar[str] = "console/administrators/one.html"
    administrator: AdministratorResponse
    choices: tuple[str, ...]
    changes: bool


class InvitedView(ConsoleView, frozen=True, kw_only=True):
    """Where the invited comes in; shown this one time."""

    template: ClassVar[str] = "console/administrators/invited.html"
    name: str
    invitation_uri: str
