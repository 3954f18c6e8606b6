"""The web application: all pages and endpoints, mounted in one place."""

from flask import Flask

from idp.collecting import not_collecting
from idp.once import build_all
from idp.web.api.mounting import mount_api
from idp.web.application import Application
from idp.web.audience import for_programs
from idp.web.b2c import FOR_BROWSERS as B2C
from idp.web.b2c import FOR_PROGRAMS as B2C_PROGRAMS
from idp.web.body import readable_body
from idp.web.console.mounting import mount_console
from idp.web.direct import DirectAnswers
from idp.web.each_request import EachRequest
from idp.web.errors import ErrorAnswers
from idp.web.health import mount_health
from idp.web.oidc import FOR_BROWSERS as OIDC
from idp.web.oidc import FOR_PROGRAMS as OIDC_PROGRAMS
from idp.web.pages import PAGES
from idp.web.rendering import Renderer
from idp.web.security_contact import mount_security_contact
from idp.web.static import mount_static
from idp.web.trusted_hosts import exact_hosts, mount_trusted_hosts
from idp.wiring import Provider


def create_app(provider: Provider) -> Flask:
    """Return the WSGI application that answers for `provider`."""
    with not_collecting():
        # Now, so that no request waits for it and the processes forked from here share it.
        build_all(provider)
        return _mounted(provider)


def _mounted(provider: Provider) -> Flask:
    provider.database.answer_requests(provider.settings.server.threads)
    app = Application("idp", static_folder=None)
    app.config["MAX_FORM_MEMORY_SIZE"] = provider.settings.server.body_bytes
    renderer = Renderer(provider.settings)
    for mount_routes in (*OIDC, *B2C, *PAGES, mount_console):
        mount_routes(app, provider, renderer)
    with for_programs(app):
        for mount in (mount_health, mount_security_contact, mount_static):
            mount(app, provider)
        for mount_routes in (*OIDC_PROGRAMS, *B2C_PROGRAMS, mount_api):
            mount_routes(app, provider, renderer)
    errors, each = ErrorAnswers(app, provider, renderer), EachRequest(app, provider)
    direct = DirectAnswers(app, each, errors.answer, exact_hosts(provider.settings.server))
    app.wsgi_app = direct  # type: ignore[method-assign] # as Flask says
    mount_trusted_hosts(app, provider.settings.server)
    app.wsgi_app = readable_body(app.wsgi_app)  # type: ignore[method-assign] # the same
    return app
