"""GET and POST /authorize, and the URL to which every journey returns."""

from flask import Flask, Request, Response

from idp.journeys.steps import CONTINUE_PATH
from idp.limits import network_of
from idp.web.authorization_response import authorization_response
from idp.web.browser import read_browser
from idp.web.direct import mount_direct
from idp.web.remote import remote_address
from idp.web.rendering import Renderer
from idp.web.request import incoming
from idp.wiring import Provider


def mount_authorize(app: Flask, provider: Provider, renderer: Renderer) -> None:
    """Receive portals' requests, and send answers back."""
    settings = provider.settings
    limit = settings.server.body_bytes

    def authorize(request: Request) -> Response:
        browser = read_browser(request, settings)
        network = network_of(remote_address(request, settings.server))
        outcome = provider.journeys.arrival.arrive(
            incoming(request, limit), browser.session_token, network
        )
        return authorization_response(outcome, browser, settings, renderer)

    def resume(request: Request) -> Response:
        browser = read_browser(request, settings)
        journey_id = request.args.get("journey", "")
        outcome = provider.journeys.arrival.resume(journey_id, browser.session_token)
        return authorization_response(outcome, browser, settings, renderer)

    mount_direct(app, "/authorize", authorize, ["GET", "POST"])
    mount_direct(app, CONTINUE_PATH, resume, ["GET"])
