"""The browser of a request, as whoever lets administrators in sees it."""

from idp.administration.administrators.entry import Caller
from idp.web.console.console_request import ConsoleRequest


def caller_of(request: ConsoleRequest) -> Caller:
    """Return who is at the entrance."""
    return Caller(browser=request.browser.id, network=request.network, token=request.session_token)
