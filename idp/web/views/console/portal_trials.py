"""Trying a portal: the trial is ready, the browser is back, what the portal would receive."""

from typing import ClassVar

from idp.administration.portals.trial_schemas import TrialBegun, TrialResponse
from idp.web.views.console.frame import ConsoleView


class TrialReadyView(ConsoleView, frozen=True, kw_only=True):
    """Where the sign-in begins, and until when."""

    template: ClassVar[str] = "console/portals/trial_ready.html"
    begun: TrialBegun


class TrialBackView(ConsoleView, frozen=True, kw_only=True):
    """The browser is back with the authorization response in its address; a form submits it."""

    template: ClassVar[str] = "console/portals/trial_back.html"


class TrialResultView(ConsoleView, frozen=True, kw_only=True):
    """What the portal would receive."""

    template: ClassVar[str] = "console/portals/trial_result.html"
    response: TrialResponse
