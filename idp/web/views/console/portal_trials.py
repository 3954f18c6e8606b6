"""Trying a portal out: the trial is ready, the browser is back, what the portal would be told."""

from typing import ClassVar

from idp.administration.portals.trial_schemas import TrialBegun, TrialResponse
from idp.web.views.console.frame import ConsoleView


class TrialReadyView(ConsoleView, frozen=True, kw_only=True):
    """Where the sign-in begins, and until when."""

    template: ClassVar[str] = "console/portals/trial_ready.html"
    begun: TrialBegun


class TrialBackView(ConsoleView, frozen=True, kw_only=True):
    """The browser is back with an answer in its address; a form of ours hands it in."""

    template: ClassVar[str] = "console/portals/trial_back.html"


class TrialResultView(ConsoleView, frozen=True, kw_only=True):
    """What the portal would be told."""

    template: ClassVar[str] = "console/portals/trial_result.html"
    response: TrialResponse
