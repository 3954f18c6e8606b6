"""The desk where every action is asked for, whichever mouth speaks: who may, then what is done."""

from collections.abc import Iterable, Mapping
from typing import Any

from idp.administrators import Administrators
from idp.errors import NotAllowed, NotFresh, Refused, Unknown
from idp.operations.action import Action, Actions
from idp.operations.actor import Actor, Area, scope_of
from idp.operations.asking import Ask, Bytes, read_ask
from idp.operations.guard import AdministratorGuard
from idp.operations.looks import Looks, check_asks_reason


class Desk:
    """Every action by its name."""

    def __init__(
        self,
        actions: Iterable[Action[Any, Any]],
        *,
        guard: AdministratorGuard,
        administrators: Administrators,
        looks: Looks,
    ) -> None:
        self._looks = looks
        self._guard = guard
        self._administrators = administrators
        self._actions: dict[str, Action[Any, Any]] = {}
        for each in actions:
            if each.name in self._actions:
                raise ValueError(f"{each.name} is declared twice")
            check_asks_reason(each)
            self._actions[each.name] = each

    @property
    def actions(self) -> Actions:
        """Every action, in the order in which they are declared."""
        return tuple(self._actions.values())

    def get(self, name: str) -> Action[Any, Any]:
        """Return the action `name`. Raises Unknown when there is none."""
        action = self._actions.get(name)
        if action is None:
            raise Unknown("asked.no_such_action", name=name)
        return action

    def may(self, actor: Actor, name: str) -> bool:
        """Tell whether `actor` may do `name`, after a fresh proof of identity if it needs one."""
        action = self.get(name)
        if actor.scopes is not None:
            return scope_of(action.area, changes=action.changes) in actor.scopes
        return bool(action.allowed & actor.roles)

    def check(self, actor: Actor, name: str) -> Action[Any, Any]:
        """Return the action. Raises NotAllowed, NotFresh, Unknown."""
        action = self.get(name)
        if not self.may(actor, name):
            raise NotAllowed("asked.not_allowed")
        # A program proves itself for each token, minutes ago at most.
        if action.needs_fresh and actor.is_person and not actor.is_fresh:
            raise NotFresh("asked.not_fresh")
        return action

    def do(self, actor: Actor, name: str, asked: Ask, *file: Bytes) -> Any:  # noqa: ANN401 - the action's own kind
        """Do `name` for `actor` and return what it gives; `file` is for an action that takes one.

        Raises NotAllowed, NotFresh, Unknown, Refused, SessionOverError; nothing is changed then.
        """
        action = self.check(actor, name)
        if not isinstance(asked, action.asks):
            raise TypeError(f"{name} asks {action.asks.__name__}")
        if len(file) != int(action.takes_file):
            raise Refused("asked.file", field="file")
        # Two who end each other's sessions wait in line before they hold their own.
        ends = action.changes and action.area is Area.ADMINISTRATORS
        first = self._administrators.take_turns if ends else None
        with self._guard.held(actor.session, first=first):
            # By itself, before: what is refused then, or comes to nothing, was a look as well.
            self._looks.note(actor, name, asked)
            return action.does(actor, asked, *file)

    def read(
        self,
        actor: Actor,
        name: str,
        members: Mapping[str, Any],
        *,
        as_text: bool = False,
        named: Mapping[str, str] | None = None,
    ) -> Ask:
        """Return `members` as what `name` asks, once it is sure that `actor` may.

        Raises NotAllowed, NotFresh, Unknown, Refused.
        """
        asks = self.check(actor, name).asks
        asked: Ask = read_ask(asks, members, as_text=as_text, named=named)
        return asked
