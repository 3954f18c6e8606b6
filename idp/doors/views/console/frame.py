"""What every page of the console carries: who is signed in, and the sections they may read."""

from dataclasses import dataclass

from idp.doors.views.frame import Page


@dataclass(frozen=True, slots=True)
class SectionView:
    """One section of the console; `name` is a key below `console.sections`."""

    name: str
    path: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class ConsoleFrame:
    """Who is signed in (None: nobody yet), and where they may go."""

    administrator: str | None = None
    sections: tuple[SectionView, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsolePage(Page):
    """One page of the console."""

    console: ConsoleFrame
