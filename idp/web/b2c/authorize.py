"""/{tenant}/oauth2/v2.0/authorize?p={policy} and /{tenant}/{policy}/oauth2/v2.0/authorize.

What a policy asks of the person is in its client's registration; the ID token names it.
"""

from flask import Flask, Response, request

from idp.limits import network_of
from idp.web.authorization_response import authorization_response
from idp.web.b2c.alias_host import at_issuer
from idp.web.b2c.paths import paths
from idp.web.b2c.policy import find_policy, is_known, standard, unknown_policy
from idp.web.browser import read_browser
from idp.web.remote import remote_address
from idp.web.rendering import Renderer
from idp.web.request import incoming
from idp.wiring import Provider


def mount_b2c_authorize(app: Flask, provider: Provider, renderer: Renderer) -> None:
    """Receive requests at B2C's URLs."""
    limit, issuer = provider.settings.server.body_bytes, provider.settings.server.issuer

    @paths(app, "oauth2/v2.0/authorize", "GET", "POST")
    def b2c_authorize(tenant: str, policy: str | None = None) -> Response:
        if (elsewhere := at_issuer(request, issuer)) is not None:
            return elsewhere
        asked = incoming(request, limit)
        found = find_policy(request.path, asked, tenant, policy)
        if found is None or not is_known(found, provider.directory.clients):
            raise unknown_policy()
        browser = read_browser(request, provider.settings)
        network = network_of(remote_address(request, provider.settings.server))
        outcome = provider.journeys.arrival.arrive(
            standard(asked, found), browser.session_token, network
        )
        return authorization_response(outcome, browser, provider.settings, renderer)
