"""What every page of the console has: who is signed in, their sections, and what they typed."""

from collections.abc import Mapping

from msgspec import Struct, field

from idp.discreet import Discreet, Hidden
from idp.web.views.frame import View


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


class Typed(Discreet, frozen=True):
    """What was typed into the form that led here, or is in the query: every value of a name.

    `is_sent`: whether a form was sent, so that what it left empty is empty.
    """

    values: Hidden[Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    is_sent: bool = False

    def text(self, name: str, before: str | None = None) -> str:
        """Return what was typed under `name`, or `before` when no form was sent."""
        if self.is_sent or name in self.values:
            return next(iter(self.texts(name)), "")
        return before or ""

    def texts(self, name: str, before: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Return everything that was typed under `name`, or `before` when no form was sent."""
        return self.values.get(name, () if self.is_sent else before)


class ConsoleView(View, frozen=True, kw_only=True):
    """One page of the console; the frame adds what the request holds."""

    console: ConsoleFrame = ConsoleFrame()
    typed: Typed = Typed()
