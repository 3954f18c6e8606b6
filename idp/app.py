"""The web application: every door mounted, in one place."""

from flask import Flask

from idp.doors.admin import ADMIN, ADMIN_API
from idp.doors.application import Application
from idp.doors.audience import for_programs
from idp.doors.b2c import FOR_BROWSERS as B2C
from idp.doors.b2c import FOR_PROGRAMS as B2C_PROGRAMS
from idp.doors.body import readable_body
from idp.doors.continuity import mount_continuity
from idp.doors.errors import mount_errors
from idp.doors.health import mount_health
from idp.doors.log import mount_log
from idp.doors.measuring import mount_measuring
from idp.doors.oidc import FOR_BROWSERS as OIDC
from idp.doors.oidc import FOR_PROGRAMS as OIDC_PROGRAMS
from idp.doors.pages import PAGES
from idp.doors.rendering import Renderer
from idp.doors.static import mount_static
from idp.doors.tracing import mount_tracing
from idp.doors.trusted_hosts import mount_trusted_hosts
from idp.once import build_all
from idp.wiring import Provider


def create_app(provider: Provider) -> Flask:
    """Return the WSGI application that answers for `provider`."""
    # Now, and not when somebody waits: processes that are forked from here share it, too.
    build_all(provider)
    provider.database.answer_requests(provider.settings.server.threads)
    app = Application("idp", static_folder=None)
    mount_trusted_hosts(app, provider.settings.server)
    app.config["MAX_FORM_MEMORY_SIZE"] = provider.settings.server.body_bytes
    app.wsgi_app = readable_body(app.wsgi_app)  # type: ignore[method-assign] # as Flask says
    renderer = Renderer(provider.settings)
    for mount in (mount_log, mount_tracing, mount_continuity):
        mount(app, provider)
    for mount_door in (mount_errors, *OIDC, *B2C, *PAGES, *ADMIN):
        mount_door(app, provider, renderer)
    with for_programs(app):
        for mount in (mount_health, mount_static):
            mount(app, provider)
        for mount_door in (*OIDC_PROGRAMS, *B2C_PROGRAMS, *ADMIN_API):
            mount_door(app, provider, renderer)
    mount_measuring(app, provider.measures)
    return app
