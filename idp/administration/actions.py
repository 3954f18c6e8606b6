"""All actions of administrators, in one place: checking who may, then doing."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

from idp.administration.action import A, Action, DeclaredActions, T, actions_of
from idp.administration.actor import Actor, Area, scope_of
from idp.administration.looks import Looks, check_asks_reason
from idp.administration.reading import read_ask
from idp.administration.shapes import FileBytes
from idp.errors import NotAllowed, NotFresh, Refused

if TYPE_CHECKING:  # needed where an administrator has a session
    from idp.administration.administrators.guard import AdministratorGuard
    from idp.administrators import Administrators


class Actions:
    """Every action that the parts of its area declare.

    The parts of an area are built with its first action: a command needs no other area.
    """

    def __init__(
        self,
        operations: Mapping[Area, Callable[[], Iterable[object]]],
        *,
        guard: "Callable[[], AdministratorGuard]",
        administrators: "Callable[[], Administrators]",
        looks: Looks,
    ) -> None:
        self._looks = looks
        self._guard = guard
        self._administrators = administrators
        self._areas = operations
        self._declared: dict[Area, Mapping[Action[Any, Any], object]] = {}

    @property
    def declared(self) -> DeclaredActions:
        """Every action, in the order in which they are declared.

        Raises ValueError when one is declared twice, in another area than it says, or names a
        person without a reason.
        """
        return tuple(action for area in self._areas for action in self._in(area))

    def _in(self, area: Area) -> Mapping[Action[Any, Any], object]:
        """Return the actions of `area`, each with the part that does it."""
        if area not in self._declared:
            self._declared[area] = _declared(area, self._areas[area]())
        return self._declared[area]

    def may(self, actor: Actor, action: Action[Any, Any]) -> bool:
        """Tell whether `actor` may do `action`, with a recent authentication if it needs one."""
        if actor.scopes is not None:
            return scope_of(action.area, changes=action.changes) in actor.scopes
        return bool(action.allowed & actor.roles)

    def check(self, actor: Actor, action: Action[Any, Any]) -> None:
        """Raise NotAllowed or NotFresh unless `actor` may do `action` now."""
        if not self.may(actor, action):
            raise NotAllowed("asked.not_allowed")
        # A program authenticates for each token, which lives for minutes.
        if action.needs_fresh and actor.is_person and not actor.is_fresh:
            raise NotFresh("asked.not_fresh")

    def do(self, actor: Actor, action: Action[A, T], asked: A, *file: FileBytes) -> T:
        """Do `action` for `actor` and return its response; `file` is for one that takes a file.

        Raises NotAllowed, NotFresh, Unknown, Refused, SessionOverError; nothing is changed then.
        """
        self.check(actor, action)
        if len(file) != int(action.takes_file):
            raise Refused("asked.file", field="file")
        with self._held(actor, action):
            # Before, in its own transaction: an action that is refused or fails was a look, too.
            self._looks.note(actor, action, asked)
            return action.does(self._in(action.area)[action], actor, asked, *file)

    def _held(self, actor: Actor, action: Action[Any, Any]) -> AbstractContextManager[None]:
        if actor.session is None:
            return nullcontext()
        # Two who end each other's sessions wait for each other before they lock their own.
        ends = action.changes and action.area is Area.ADMINISTRATORS
        first = self._administrators().take_turns if ends else None
        return self._guard().held(actor.session, first=first)

    def read(
        self,
        actor: Actor,
        action: Action[A, Any],
        members: Mapping[str, Any],
        *,
        as_text: bool = False,
        named: Mapping[str, str] | None = None,
    ) -> A:
        """Return `members` as the request of `action`, after checking that `actor` may do it.

        Raises NotAllowed, NotFresh, Refused.
        """
        self.check(actor, action)
        return read_ask(action.asks, members, as_text=as_text, named=named)


def _declared(area: Area, operations: Iterable[object]) -> Mapping[Action[Any, Any], object]:
    declared = {action: each for each in operations for action in actions_of(each)}
    for name, count in Counter(action.name for action in declared).items():
        if count > 1:
            raise ValueError(f"{name} is declared twice")
    for action in declared:
        if action.area is not area:
            raise ValueError(f"{action.name} is declared among the actions on {area}")
        check_asks_reason(action)
    return declared
