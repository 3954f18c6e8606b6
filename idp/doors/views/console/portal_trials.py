"""Trying a portal out: the trial is ready, the browser is back, what the portal would be told."""

from dataclasses import dataclass
from typing import ClassVar

from idp.doors.views.console.frame import ConsolePage


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialReadyPage(ConsolePage):
    """Where the sign-in begins; `until` is a time of day."""

    template: ClassVar[str] = "console/portals/trial_ready.html"
    id: str
    name: str
    uri: str
    until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialBackPage(ConsolePage):
    """The browser is back with an answer; a form of ours hands it in."""

    template: ClassVar[str] = "console/portals/trial_back.html"
    fields: tuple[tuple[str, str], ...]
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialToldPage(ConsolePage):
    """What the portal would be told; each part is a title's key and JSON for people to read."""

    template: ClassVar[str] = "console/portals/trial_told.html"
    id: str
    name: str
    error: str
    description: str
    parts: tuple[tuple[str, str], ...]
    posted: tuple[str, ...]
