"""The browser of a request, for administrators' sign-in."""

from idp.administration.administrators.entry import Caller
from idp.web.console.console_request import ConsoleRequest


def caller_of(request: ConsoleRequest) -> Caller:
    """Return the browser, network and session token of the request."""
    return Caller(browser=request.browser.id, network=request.network, token=request.session_token)
