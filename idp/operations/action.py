"""One thing that an administrator can do: its name, who may, and how each mouth asks for it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from idp.operations.actor import Area, Role
from idp.operations.asking import Ask, Told
from idp.operations.roles import RIGHTS

A = TypeVar("A", bound=Ask)
T = TypeVar("T", bound=Told)
Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Action(Generic[A, T]):
    """An action, declared once.

    `name` is area and verb (`keys.rotate`). `method` and `path` are those of the REST API below
    `/admin/api`: members of `asks` in braces come from the path, the others from the query of a
    GET or from the JSON body. `command` follows `parvis`; `page` is where the console has it.
    `roles` narrows, never widens, what the area's table gives.

    What `takes_file` is sent one, read as it arrives: the body of a POST to the API, whose members
    then come from the query as those of a GET do. `does` is given what it is read from.
    """

    name: str
    area: Area
    changes: bool
    does: Callable[..., T]
    gives: type[T]
    asks: type[A]
    method: Method
    path: str
    command: str
    page: str
    summary: str
    fresh: bool | None = None
    roles: frozenset[Role] | None = None
    takes_file: bool = False

    @property
    def needs_fresh(self) -> bool:
        """Whether a person must have proven a moment ago who they are."""
        if self.fresh is not None:
            return self.fresh
        return self.changes and RIGHTS[self.area].fresh

    @property
    def allowed(self) -> frozenset[Role]:
        """The roles that may."""
        rights = RIGHTS[self.area]
        by_area = rights.change if self.changes else rights.read
        return by_area if self.roles is None else by_area & self.roles


Actions = tuple[Action[Any, Any], ...]
