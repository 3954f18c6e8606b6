"""`/aide`, `/aide/envoyee`: the message to the portal's support, composed for the parent.

`/aide/recuperation` is help to read.
"""

import re

from idp.clock import DAY
from idp.journeys.support import Facts, Support
from idp.part import Part
from idp.settings import RecoverySettings
from idp.web.frame import Answer, Leave
from idp.web.pages.device import device_of
from idp.web.pages.going_back import back_to, page_of
from idp.web.pages.guards import PUBLIC
from idp.web.pages.page_request import PageRequest
from idp.web.pages.paths import HELP, HELP_RECOVERY, HELP_SENT
from idp.web.views import HelpSentView, HelpView, RecoveryHelpView

_CODE = re.compile(r"PRV-[A-Z-]{2,40}")
_REFERENCE = re.compile(r"PRV-[2-9A-Z]{4}-[2-9A-Z]{2}")


class HelpPage(Part):
    """Fills in what is known: the page, the error, the browser, the address."""

    path = HELP
    guard = PUBLIC

    support: Support

    def show(self, request: PageRequest) -> Answer:
        """Return the form, with what was typed or is known."""
        address = request.text("address") if request.typed else request.frame.signed_in_as
        return HelpView(
            child_name=request.text("child_name"),
            address=address or "",
            message=request.text("message"),
            error_code=_error_code(request),
            browser=device_of(request.user_agent),
            from_page=page_of(request.query.get("from", "")),
        )

    def act(self, request: PageRequest) -> Answer:
        """Send it."""
        came_from = request.query.get("from", "")
        facts = Facts(
            child=request.text("child_name"),
            address=request.text("address"),
            problem=request.text("message"),
            error_code=_error_code(request),
            browser=device_of(request.user_agent),
            page=page_of(came_from),
        )
        account_id = request.session.account_id if request.session else None
        sent = self.support.send(
            facts, request.screenshot, request.visitor, request.client, account_id
        )
        query = {"reference": sent.reference, "from": came_from}
        if sent.numbers_removed:
            query["numbers"] = "1"
        return Leave(request.to(HELP_SENT, **query))


class HelpSentPage:
    """Names the reference of the message."""

    path = HELP_SENT
    guard = PUBLIC

    def show(self, request: PageRequest) -> Answer:
        """Return the page."""
        reference = request.query.get("reference", "")
        return HelpSentView(
            reference=reference if _REFERENCE.fullmatch(reference) else "",
            numbers_removed=request.query.get("numbers") == "1",
            back_path=back_to(request, request.query.get("from", "")),
        )


class RecoveryHelpPage(Part):
    """What a recovery does, for parents to read; has no form."""

    path = HELP_RECOVERY
    guard = PUBLIC

    settings: RecoverySettings

    def show(self, _request: PageRequest) -> Answer:
        """Return the page."""
        return RecoveryHelpView(
            days=self.settings.recent_seconds // DAY,
            removal_days=self.settings.removal_seconds // DAY,
        )


def _error_code(request: PageRequest) -> str:
    code = request.asked("error_code")
    return code if _CODE.fullmatch(code) else ""
