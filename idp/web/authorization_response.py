"""Answering an authorization request, at any endpoint."""

from flask import Response

from idp.journeys.arrival import Outcome
from idp.protocol.authorization.respond import AuthorizationResponse
from idp.settings import Settings
from idp.web.browser import Browser, renew_state
from idp.web.rendering import Renderer
from idp.web.response import outcome_response


def authorization_response(
    outcome: Outcome, browser: Browser, settings: Settings, renderer: Renderer
) -> Response:
    """Return `outcome` for the browser, with its session state renewed when it is granted."""
    response = outcome_response(outcome, browser.locale, renderer)
    if isinstance(outcome, AuthorizationResponse) and outcome.is_granted:
        renew_state(response, browser, settings)
    return response
