"""Answering an authorization request, whatever address it came to."""

from flask import Response

from idp.doors.browser import Browser, renew_state
from idp.doors.framing import bare_frame
from idp.doors.rendering import Renderer
from idp.doors.response import outcome_response
from idp.journeys.arrival import Outcome
from idp.protocol.authorization.respond import AuthorizationResponse
from idp.settings import Settings


def authorization_response(
    outcome: Outcome, browser: Browser, settings: Settings, renderer: Renderer
) -> Response:
    """Return `outcome` for the browser, whose session state is put right when it is granted."""
    response = outcome_response(outcome, bare_frame(browser.locale), renderer)
    if isinstance(outcome, AuthorizationResponse) and outcome.is_granted:
        renew_state(response, browser, settings)
    return response
