"""One request to the console, read once: its actor, what was typed, and the actions."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from werkzeug.datastructures import FileStorage

from idp.administration.action import Action, T
from idp.administration.actions import Actions
from idp.administration.actor import Actor
from idp.administrators import Administrator, AdministratorId, AdministratorSession
from idp.discreet import Hidden
from idp.errors import Refused
from idp.web.console.form import members_of
from idp.web.frame.request import AnyRequest
from idp.web.views.console import ConsoleFrame, Typed

B = TypeVar("B")
"""What a button stands for."""


class ConsoleRequest(AnyRequest, frozen=True, kw_only=True):
    """A request to the console; nothing that the browser sent is trusted.

    `query` and `typed` hold every value of each name; `named` the values in the path.
    `administrator` and `session` are None on the pages of sign-in; `left` is whose session the
    browser was left with for too long.
    """

    actor: Actor
    administrator: Administrator | None
    session: AdministratorSession | None
    left: AdministratorId | None = None
    actions: Hidden[Actions]
    console: ConsoleFrame
    network: Hidden[str]
    named: Hidden[Mapping[str, str]]
    query: Hidden[Mapping[str, tuple[str, ...]]]
    typed: Hidden[Mapping[str, tuple[str, ...]]]
    files: Hidden[Mapping[str, FileStorage]]
    session_token: Hidden[str | None] = None

    def text(self, name: str) -> str:
        """Return what was typed under `name`, or else its value in the query; empty without one."""
        return (self.typed.get(name) or self.query.get(name) or ("",))[0]

    def texts(self, name: str) -> tuple[str, ...]:
        """Return everything that was typed under `name`."""
        return self.typed.get(name, ())

    @property
    def filled_in(self) -> Typed:
        """What the page shows in its fields again."""
        return Typed({**self.query, **self.typed}, is_sent=bool(self.typed))

    def to(self, path: str, **query: str) -> str:
        """Return the address of a page of the console."""
        return f"{path}?{urlencode(query)}" if query else path


class AdministratorRequest(ConsoleRequest, frozen=True, kw_only=True):
    """The request of an administrator who is signed in."""

    administrator: Administrator
    session: AdministratorSession

    def chosen(self, buttons: Mapping[str, B]) -> B:
        """Return what the button that was pressed stands for. Raises Refused for any other."""
        pressed = self.text("action")
        if pressed not in buttons:
            raise Refused("asked.choice", field="action", name="action")
        return buttons[pressed]

    def next_page(
        self, found: Sequence[object], most: int, member: str, *, name: str = "after"
    ) -> str | None:
        """Return the address of the list behind the last one `found`, None if it was not full."""
        if len(found) < most:
            return None
        return self.to(self.path, **{name: str(getattr(found[-1], member))})

    def may(self, action: Action[Any, Any]) -> bool:
        """Tell whether the administrator may do `action`, perhaps after authenticating again."""
        return self.actions.may(self.actor, action)

    def do(self, action: Action[Any, T], /, **more: object) -> T:
        """Do `action` with what the form holds, what the path names, and `more`.

        A member in `more` overrides the form's. Raises Refused, NotAllowed, NotFresh.
        """
        filled_in = members_of(action.asks, self.typed)
        return self.read(action, **{**filled_in, **self._in_path(action.asks), **more})

    def read(self, action: Action[Any, T], /, **members: object) -> T:
        """Do `action` with `members` and what the path names, without the form."""
        members = {**self._in_path(action.asks), **members}
        asked = self.actions.read(self.actor, action, members, as_text=True)
        return self.actions.do(self.actor, action, asked)

    def _in_path(self, asks: type[Any]) -> dict[str, str]:
        return {name: value for name, value in self.named.items() if name in asks.__struct_fields__}
