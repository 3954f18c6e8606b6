"""What every page has: language, portal, errors, the way to help."""

from collections.abc import Mapping
from typing import ClassVar

from msgspec import Struct

from idp.clients.contrast import PortalColours, colours_of


class ShownPortal(Struct, frozen=True):
    """The portal to sign in to, shown so that a parent at the wrong one notices."""

    name: str
    logo_uri: str | None
    colour: str
    support_address: str | None
    support_telephone: str | None
    help_uri: str | None
    video_uri: str | None
    host: str
    policy_uri: str | None = None
    """The portal's privacy policy, where it has one."""
    tos_uri: str | None = None

    @property
    def colours(self) -> PortalColours:
        """What band and main button are drawn with."""
        return colours_of(self.colour)


class PortalLink(Struct, frozen=True):
    """Where the portal starts that this browser came from last."""

    name: str
    uri: str


class Frame(Struct, frozen=True):
    """The frame of a page.

    `path` is the page's own address, query included: the language switch and the help page come
    back to it. `languages` are those that the portal's policy offers; one alone hides the switch.
    `returns` is False when the portal, or the device, is on another screen.
    """

    locale: str
    portal: ShownPortal | None
    journey: str | None
    csrf: str
    path: str
    languages: tuple[str, ...]
    signed_in_as: str | None = None
    returns: bool = True
    onward: PortalLink | None = None
    """The way to the portal, on the pages of one's own account."""
    shown: str = ""
    """The name of this very page, in its forms: one that is sent twice is carried out once."""
    app_scheme: str | None = None
    """The scheme to which the answer goes, where it is a program's own (RFC 8252 §7.1)."""


_WAITS = {"PRV-TOO-MANY", "PRV-CODE-WAIT", "PRV-BUSY"}


class PageError(Struct, frozen=True):
    """An error to correct: its code, its sentence, and the field concerned."""

    code: str
    message_key: str
    field: str | None = None
    values: Mapping[str, object] = {}

    @property
    def is_wait(self) -> bool:
        """Whether nothing is wrong with what was typed: it came too soon, or too often."""
        return self.code in _WAITS


class View(Struct, frozen=True, kw_only=True):
    """One page: which template shows it, in which frame, with which errors or quiet notice.

    A page may leave these three out: the page frame adds the request's.
    """

    template: ClassVar[str]
    frame: Frame | None = None
    errors: tuple[PageError, ...] = ()
    notice: str | None = None
    """The key of a notice: what was just done, or why this page is shown again."""
    embedded: tuple[str, ...] = ()
    """Pages that are loaded beside it: portals' unseen, or (a path) previews of our own."""
    inert: bool = False
    """Whether it is a preview: a page of ours may frame it, and nothing can be sent from it."""
