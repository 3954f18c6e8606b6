"""GET and POST /authorize, and the address where every page of a journey returns."""

from flask import Flask, Response, request

from idp.doors.browser import Browser, read_browser, renew_state
from idp.doors.framing import bare_frame
from idp.doors.remote import remote_address
from idp.doors.rendering import Renderer
from idp.doors.request import incoming
from idp.doors.response import outcome_response
from idp.journeys.arrival import Outcome
from idp.journeys.steps import CONTINUE_PATH
from idp.limits import network_of
from idp.parts import Parts
from idp.protocol.authorization.respond import AuthorizationResponse


def mount_authorize(app: Flask, parts: Parts, renderer: Renderer) -> None:
    """Receive portals' requests, and send answers back."""
    settings = parts.settings
    limit = settings.server.body_bytes

    def answered(outcome: Outcome, browser: Browser) -> Response:
        response = outcome_response(outcome, bare_frame(browser.locale), renderer)
        if isinstance(outcome, AuthorizationResponse) and outcome.is_granted:
            renew_state(response, browser, settings)
        return response

    @app.route("/authorize", methods=["GET", "POST"])
    def authorize() -> Response:
        browser = read_browser(request, settings)
        network = network_of(remote_address(request, settings.server))
        outcome = parts.arrival.arrive(incoming(request, limit), browser.session_token, network)
        return answered(outcome, browser)

    @app.get(CONTINUE_PATH)
    def resume() -> Response:
        browser = read_browser(request, settings)
        journey_id = request.args.get("journey", "")
        return answered(parts.arrival.resume(journey_id, browser.session_token), browser)
