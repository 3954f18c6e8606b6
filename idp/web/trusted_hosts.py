"""Which `Host` values are ours; health checks, which call an address, may send any."""

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

from flask import Flask

from idp.settings import ServerSettings
from idp.web.health import HEALTH_PATH

_Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def mount_trusted_hosts(app: Flask, settings: ServerSettings) -> None:
    """Answer any other `Host` 400, before routing, except on the health checks.

    Supervisors and load balancers send them the address as `Host`, or none (HTTP/1.0).
    """
    issuer = urlsplit(settings.issuer)
    hosts = (urlsplit(f"//{host}").hostname or "" for host in settings.hosts)
    app.config["TRUSTED_HOSTS"] = [issuer.hostname or "", *hosts]
    answer: _Application = app.wsgi_app

    def named(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get("PATH_INFO", "").startswith(HEALTH_PATH):
            environ["HTTP_HOST"] = issuer.netloc
        return answer(environ, start_response)

    app.wsgi_app = named  # type: ignore[method-assign]


def exact_hosts(settings: ServerSettings) -> frozenset[str]:
    """Return the `Host` values that are surely ours, as they are most often written."""
    return frozenset({urlsplit(settings.issuer).netloc, *settings.hosts})
