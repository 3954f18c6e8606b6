"""The administrators: the list, one of them, an invitation."""

from dataclasses import dataclass
from typing import ClassVar

from idp.doors.views.console.frame import ConsolePage


@dataclass(frozen=True, slots=True)
class AdministratorView:
    """One administrator; `came` is a day, None when they never did."""

    id: str
    name: str
    address: str
    roles: tuple[str, ...]
    came: str | None
    disabled: bool
    oneself: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AdministratorsPage(ConsolePage):
    """Who is there, and a form for who is to come. `choices` are the roles."""

    template: ClassVar[str] = "console/administrators/list.html"
    administrators: tuple[AdministratorView, ...]
    choices: tuple[str, ...]
    changes: bool
    """Whether the reader may invite."""
    name: str = ""
    address: str = ""
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AdministratorPage(ConsolePage):
    """One of them: roles, door, a new beginning."""

    template: ClassVar[str] = "console/administrators/one.html"
    administrator: AdministratorView
    choices: tuple[str, ...]
    changes: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitedPage(ConsolePage):
    """Where the invited comes in; shown this one time."""

    template: ClassVar[str] = "console/administrators/invited.html"
    name: str
    invitation_uri: str
