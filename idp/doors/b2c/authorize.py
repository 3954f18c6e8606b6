"""/{tenant}/oauth2/v2.0/authorize?p={policy} and /{tenant}/{policy}/oauth2/v2.0/authorize.

A tenant and a policy together are an alias that a client was registered with: they name a
journey, and every journey here is the same one.
"""

from dataclasses import replace

from flask import Flask, Response, request

from idp.doors.browser import read_browser
from idp.doors.framing import bare_frame
from idp.doors.remote import remote_address
from idp.doors.rendering import Renderer
from idp.doors.request import incoming
from idp.doors.response import outcome_response
from idp.limits import network_of
from idp.parts import Parts
from idp.protocol.errors import NotRedirectableError
from idp.protocol.incoming import Incoming, Pairs

_POLICY = "p"


def mount_b2c_authorize(app: Flask, parts: Parts, renderer: Renderer) -> None:
    """Receive requests at the addresses that B2C had."""
    limit = parts.settings.server.body_bytes

    @app.route("/<tenant>/oauth2/v2.0/authorize", methods=["GET", "POST"])
    @app.route("/<tenant>/<policy>/oauth2/v2.0/authorize", methods=["GET", "POST"])
    @app.route("/tfp/<tenant>/<policy>/oauth2/v2.0/authorize", methods=["GET", "POST"])
    def b2c_authorize(tenant: str, policy: str | None = None) -> Response:
        asked = incoming(request, limit)
        named = {value for name, value in (*asked.query, *asked.form) if name == _POLICY}
        policies = {each.lower() for each in (*named, policy) if each}
        if len(policies) != 1 or not parts.clients.knows_alias(f"{tenant}/{policies.pop()}"):
            raise NotRedirectableError("PRV-POLICY-UNKNOWN", "errors.policy_unknown")
        browser = read_browser(request, parts.settings)
        network = network_of(remote_address(request, parts.settings.server))
        outcome = parts.arrival.arrive(_standard(asked), browser.session_token, network)
        return outcome_response(outcome, bare_frame(browser.locale), renderer)


def _standard(asked: Incoming) -> Incoming:
    return replace(asked, query=_without_policy(asked.query), form=_without_policy(asked.form))


def _without_policy(pairs: Pairs) -> Pairs:
    return tuple(pair for pair in pairs if pair[0] != _POLICY)
