"""/{tenant}/oauth2/v2.0/logout?p={policy} and /{tenant}/{policy}/oauth2/v2.0/logout."""

from urllib.parse import urlencode

from flask import Flask, Response, request

from idp.web.b2c.alias_host import at_issuer
from idp.web.b2c.paths import paths
from idp.web.b2c.policy import find_policy, is_known, standard, unknown_policy
from idp.web.rendering import Renderer
from idp.web.request import incoming
from idp.wiring import Provider


def mount_b2c_end_session(app: Flask, provider: Provider, _renderer: Renderer) -> None:
    """Redirect to our own endpoint, with all parameters."""
    limit, issuer = provider.settings.server.body_bytes, provider.settings.server.issuer

    @paths(app, "oauth2/v2.0/logout", "GET", "POST")
    def b2c_logout(tenant: str, policy: str | None = None) -> Response:
        if (elsewhere := at_issuer(request, issuer)) is not None:
            return elsewhere
        asked = incoming(request, limit)
        found = find_policy(request.path, asked, tenant, policy)
        if found is None or not is_known(found, provider.directory.clients):
            raise unknown_policy()
        query = urlencode(standard(asked, found).query, errors="surrogateescape")
        where = f"/logout?{query}" if query else "/logout"
        # RFC 9110 §15.4.8: the browser repeats a POST.
        return Response(status=307, headers={"Location": where, "Cache-Control": "no-store"})
