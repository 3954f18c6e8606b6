"""The first page of the console, and the one that refuses a page."""

from typing import ClassVar

from msgspec import Struct

from idp.administration.keys.schemas import AlgorithmResponse
from idp.administration.portals.responses import PortalResponse
from idp.administration.registry.schemas import ImportResponse
from idp.registry import Organisation
from idp.web.views.console.frame import ConsoleView


class DayBarView(Struct, frozen=True):
    """A part of a day's bar: what ended in the outcome of that `rank`; places in the picture."""

    rank: int
    x: int
    y: int
    width: int
    height: int


class OutcomeView(Struct, frozen=True):
    """How often something ended so, in seven days and in all that are shown."""

    outcome: str
    last_week: int
    total: int


class WayView(Struct, frozen=True):
    """One way: for each outcome the number of seven days, then that of all days."""

    way: str
    cells: tuple[int, ...]


class DayView(Struct, frozen=True):
    """One day, by its first second: how often each outcome came."""

    day_at: int
    amounts: tuple[int, ...]


class ChartView(Struct, frozen=True, kw_only=True):
    """The days of one subject as bars, and the same as tables; `most` is the scale's end."""

    subject: str
    most: int
    width: int
    bars: tuple[DayBarView, ...]
    outcomes: tuple[OutcomeView, ...]
    ways: tuple[WayView, ...]
    days: tuple[DayView, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was counted."""
        return not self.bars


class ConsoleHomeView(ConsoleView, frozen=True, kw_only=True):
    """What happened, what waits or ends, and the sections: each as far as one may read it.

    What one may not read is None. `registry_days`: how old the oldest registry in force is.
    """

    template: ClassVar[str] = "console/home.html"
    roles: tuple[str, ...]
    charts: tuple[ChartView, ...] = ()
    counted_at: int | None = None
    waiting: tuple[ImportResponse, ...] | None = None
    oldest: Organisation | None = None
    registry_days: int = 0
    turns: tuple[AlgorithmResponse, ...] | None = None
    ending: tuple[PortalResponse, ...] | None = None


class NotAllowedView(ConsoleView, frozen=True, kw_only=True):
    """The administrator may not open the page; or its object does not exist (any more)."""

    template: ClassVar[str] = "console/not_allowed.html"
    unknown: bool = False
