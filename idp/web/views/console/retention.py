"""How long everything is kept."""

from typing import ClassVar

from idp.administration.retention.actions import RetentionResponse
from idp.web.views.console.frame import ConsoleView


class RetentionView(ConsoleView, frozen=True, kw_only=True):
    """The rules that can be set, those that are fixed, and what is kept."""

    template: ClassVar[str] = "console/retention/rules.html"
    response: RetentionResponse
    changes: bool
