"""The browser of a visit, as whoever lets administrators in sees it."""

from idp.doors.admin.console.visit import ConsoleVisit
from idp.operations.entry import Caller


def caller_of(visit: ConsoleVisit) -> Caller:
    """Return who is at the entrance."""
    return Caller(browser=visit.browser.id, network=visit.network, token=visit.session_token)
