"""What a kind of entries tells of itself, so that files can be compared with the installation."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

from msgspec import UNSET, Struct, structs
from typing_extensions import override

from idp.administration.action import A, Action, T
from idp.administration.actor import Actor
from idp.administration.configuration.references import References
from idp.administration.reading import read_ask
from idp.administration.shapes import ActionRequest

Members = Mapping[str, Any]


class Doer(Protocol):
    """Does actions in somebody's name."""

    @property
    def actor(self) -> Actor:
        """In whose name."""

    def do(self, action: Action[A, T], asked: A) -> T:
        """Do `action` and return its response. Raises Refused, Unknown."""
        ...


class Item(Struct, frozen=True):
    """One object, as it is or as a file wants it; two with one `key` are the same.

    `members` are what a file holds. `about` is what its kind keeps for doing something about it;
    it is never shown. `file` is the one that it is exported into, None: no file. What is not
    `is_prunable` stays as it is when no file has it. Those of a lower `rank` are put first.
    """

    key: str
    members: Members
    about: Any = None
    file: str | None = None
    is_prunable: bool = False
    rank: int = 0


class Difference(Struct, frozen=True):
    """A member that differs; UNSET where it is not there."""

    member: str
    before: Any = UNSET
    after: Any = UNSET


class Configured(Protocol):
    """A kind of entries: `[[name]]`, told apart by the member `key`."""

    name: str
    """The name of its tables in a file."""
    key: str
    """The member that tells entries apart."""
    known: Iterable[str]
    """The members that an entry may have, `branding.colour` included."""
    pruning: str
    """What becomes of one that is pruned: `disabled`."""

    def found(self, doer: Doer) -> Iterable[Item]:
        """Return what is there now, in order."""

    def wanted(self, doer: Doer, members: Members, references: References) -> Item:
        """Return what the members of an entry mean. Raises Refused naming the first wrong one."""
        ...

    def differences(self, before: Item | None, after: Item) -> tuple[Difference, ...]:
        """Return how they differ, the members of tables one by one."""
        former = dict(_flat(before.members)) if before else {}
        latter = dict(_flat(after.members))
        return tuple(
            Difference(name, former.get(name, UNSET), latter.get(name, UNSET))
            for name in (*former, *(each for each in latter if each not in former))
            if former.get(name, UNSET) != latter.get(name, UNSET)
        )

    def put(self, doer: Doer, before: Item | None, after: Item) -> str:
        """Make it as wanted; return what is left to do, as text. Raises Refused."""
        ...

    def prune(self, doer: Doer, before: Item) -> None:
        """Let go of what no file has. Raises Refused."""


class ConfiguredRequests(Configured):
    """A kind whose entries are requests of one action, as they stand."""

    request: type[ActionRequest]

    @override
    def wanted(self, doer: Doer, members: Members, references: References) -> Item:
        asked = read_ask(self.request, members)
        return Item(getattr(asked, self.key), structs.asdict(asked), asked)


def _flat(members: Members, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in members.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value
