"""Trying a portal out: the trial is ready, the browser is back, what the portal would be told."""

from typing import ClassVar

from idp.doors.views.console.frame import ConsolePage


class TrialReadyPage(ConsolePage, frozen=True, kw_only=True):
    """Where the sign-in begins; `until` is a time of day."""

    template: ClassVar[str] = "console/portals/trial_ready.html"
    id: str
    name: str
    uri: str
    until: str


class TrialBackPage(ConsolePage, frozen=True, kw_only=True):
    """The browser is back with an answer; a form of ours hands it in."""

    template: ClassVar[str] = "console/portals/trial_back.html"
    fields: tuple[tuple[str, str], ...]
    error: str = ""


class TrialToldPage(ConsolePage, frozen=True, kw_only=True):
    """What the portal would be told; each part is a title's key and JSON for people to read."""

    template: ClassVar[str] = "console/portals/trial_told.html"
    id: str
    name: str
    error: str
    description: str
    parts: tuple[tuple[str, str], ...]
    posted: tuple[str, ...]
