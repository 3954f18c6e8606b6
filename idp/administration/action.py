"""An action of administrators, declared at the method that does it.

    @action("keys.rotate", "POST /keys/rotate")
    def rotate(self, actor: Actor, asked: RotateKeys) -> Moves:

Its request, its response and whether it takes a file are read from the signature, its summary from
the first line of the docstring. `KeyActions.rotate` is then the action itself, which the pages, the
API and the command line name; read from an instance it is the method.
"""

from collections.abc import Callable
from inspect import getdoc
from typing import (
    Any,
    Concatenate,
    Generic,
    Literal,
    Self,
    TypeVar,
    cast,
    get_args,
    get_type_hints,
    overload,
)

from msgspec import Struct

from idp.administration.actor import Actor, Area, Role
from idp.administration.roles import RIGHTS
from idp.administration.shapes import ActionRequest

A = TypeVar("A", bound=ActionRequest)
T = TypeVar("T", bound=Struct)
T_co = TypeVar("T_co", bound=Struct, covariant=True)
Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
Does = Callable[Concatenate[Any, Actor, A, ...], T]


class Action(Struct, Generic[A, T_co], frozen=True, kw_only=True, eq=False):
    """An action, as it is declared.

    `name` is area and verb (`keys.rotate`). `method` and `path` are those of the REST API below
    `/admin/api`: members of `asks` in braces come from the path, the others from the query of a
    GET or from the JSON body. `command` follows `parvis`; `page` is its page in the console.
    `roles` narrows, never widens, the roles of the area.

    With `takes_file`, `does` also receives a file, read as it arrives: the body of a POST to the
    API, whose members then come from the query as those of a GET do.
    """

    name: str
    method: Method
    path: str
    page: str
    command: str
    summary: str
    does: Does[A, T_co]
    asks: type[A]
    gives: type[T_co]
    fresh: bool | None = None
    roles: frozenset[Role] | None = None
    takes_file: bool = False

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...
    @overload
    def __get__(
        self, instance: object, owner: type
    ) -> Callable[Concatenate[Actor, A, ...], T_co]: ...
    def __get__(self, instance: object | None, owner: type) -> object:
        """Return the action when it is read from its class, the method when from an instance."""
        return self if instance is None else self.does.__get__(instance, owner)

    @property
    def area(self) -> Area:
        """The area to which it belongs."""
        return Area(self.name.partition(".")[0])

    @property
    def changes(self) -> bool:
        """Whether it changes something: its method is not GET."""
        return self.method != "GET"

    @property
    def needs_fresh(self) -> bool:
        """Whether a person needs a recent authentication (`administrators.fresh_seconds`)."""
        if self.fresh is not None:
            return self.fresh
        return self.changes and RIGHTS[self.area].fresh

    @property
    def allowed(self) -> frozenset[Role]:
        """The roles that may do it."""
        rights = RIGHTS[self.area]
        by_area = rights.change if self.changes else rights.read
        return by_area if self.roles is None else by_area & self.roles


DeclaredActions = tuple[Action[Any, Any], ...]


_HOMES: dict[Area, tuple[str, str]] = {
    Area.KEYS: ("/admin/cles", "keys"),
    Area.PORTALS: ("/admin/portails", "clients"),
    Area.REGISTRY: ("/admin/registre", "registry"),
    Area.PEOPLE: ("/admin/personnes", "people"),
    Area.AUDIT: ("/admin/journal", "audit"),
    Area.ADMINISTRATORS: ("/admin/administrateurs", "admin"),
    Area.INSTALLATION: ("/admin", "house"),
    Area.STATISTICS: ("/admin", "statistics"),
}
"""The first page in the console and the noun of the commands, of each area."""


def action(
    name: str,
    where: str,
    *,
    page: str | None = None,
    command: str | None = None,
    fresh: bool | None = None,
    roles: frozenset[Role] | None = None,
) -> Callable[[Does[A, T]], Action[A, T]]:
    """Declare a method as the action `name`, at `where` (`POST /keys/rotate`) of the API.

    By default, the command of `portals.disable` is `clients disable` and its page that of its area.
    """
    method, _, path = where.partition(" ")
    area, _, verb = name.partition(".")
    home, noun = _HOMES[Area(area)]
    if method not in get_args(Method):
        raise ValueError(f"{name}: {method} is no method of the API")

    def declare(does: Does[A, T]) -> Action[A, T]:
        kinds = get_type_hints(does)
        gives = kinds.pop("return")
        # The instance has no annotation; the next two are the actor and the request.
        _actor, asks, *file = kinds.values()
        return Action(
            name=name,
            method=cast("Method", method),
            path=path,
            page=page or home,
            command=command or f"{noun} {verb.replace('_', '-')}",
            summary=(getdoc(does) or "").partition("\n")[0],
            does=does,
            asks=asks,
            gives=gives,
            fresh=fresh,
            roles=roles,
            takes_file=bool(file),
        )

    return declare


def actions_of(part: object) -> DeclaredActions:
    """Return the actions that the class of `part` declares, in their order."""
    return tuple(each for each in vars(type(part)).values() if isinstance(each, Action))
