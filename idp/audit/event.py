"""The fields of every event."""

from enum import StrEnum
from typing import ClassVar

from msgspec import Struct

Detail = str | int | bool | None


class EventOutcome(StrEnum):
    """The outcome."""

    DONE = "done"
    REFUSED = "refused"


class Event(Struct, frozen=True, kw_only=True):
    """An event.

    `actor` is who did it: `self` (the subject), `anyone` (a browser that proved nothing),
    `admin:<name>` or `provider`. `subject` is the id of the account concerned.
    """

    kind: ClassVar[str]
    actor: str = "self"
    subject: str | None = None
    client_id: str | None = None
    outcome: EventOutcome = EventOutcome.DONE
    request_id: str | None = None

    def details(self) -> dict[str, Detail]:
        """Return the fields that this kind of event has of its own."""
        own = {*self.__struct_fields__} - _SHARED
        return {name: getattr(self, name) for name in own}


_SHARED = frozenset(Event.__struct_fields__)
