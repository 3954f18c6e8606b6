"""What every page of the console carries: who is signed in, and the sections they may read."""

from msgspec import Struct

from idp.doors.views.frame import Page


class SectionView(Struct, frozen=True):
    """One section of the console; `name` is a key below `console.sections`."""

    name: str
    path: str
    current: bool = False


class ConsoleFrame(Struct, frozen=True):
    """Who is signed in (None: nobody yet), and where they may go.

    `actor` is what the audit record calls them.
    """

    administrator: str | None = None
    actor: str = ""
    sections: tuple[SectionView, ...] = ()


class ConsolePage(Page, frozen=True, kw_only=True):
    """One page of the console."""

    console: ConsoleFrame = ConsoleFrame()
