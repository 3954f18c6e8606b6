"""A part that is built once, when it is first read."""

from collections.abc import Callable
from threading import RLock
from typing import Any, Generic, Self, TypeVar, overload

Built = TypeVar("Built")

# One lock for all parts, so that no two threads wait for each other; re-entrant, since building a
# part builds those that it depends on.
_BUILDING = RLock()


class built_once(Generic[Built]):  # noqa: N801 - a decorator, as functools.cached_property is
    """A member that a method makes once, even if several threads read it first.

    `functools.cached_property` holds no lock from Python 3.12 on: two threads would build two, and
    two parts that keep a state (a budget of threads, a cache) are not one. Later reads find the
    part among the instance's own members, and do not call `__get__`.
    """

    def __init__(self, build: Callable[[Any], Built]) -> None:
        self._build = build
        self.__doc__ = build.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...
    @overload
    def __get__(self, instance: object, owner: type) -> Built: ...
    def __get__(self, instance: object | None, owner: type) -> Self | Built:
        """Return the part; the declaration itself when it is read from the class."""
        if instance is None:
            return self
        members = vars(instance)
        with _BUILDING:
            if self._name not in members:
                members[self._name] = self._build(instance)
            built: Built = members[self._name]
        return built


def build_all(owner: object) -> None:
    """Build every part of `owner`, and the parts of those."""
    for name, member in vars(type(owner)).items():
        if isinstance(member, built_once):
            build_all(getattr(owner, name))
