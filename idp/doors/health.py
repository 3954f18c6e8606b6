"""GET /health/live and /health/ready: whether to restart this process, whether to send to it.

POST /health/arrival: how long its body took to arrive here, by which `parvis doctor` sees whether
the proxy in front collects what slow clients send; GET /health/seen: from where it came, which is
no secret to whoever sent it.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import asdict

from flask import Flask, Response, request

from idp.doors.body import ARRIVAL_SECONDS
from idp.doors.remote import seen_of
from idp.doors.response import json_response
from idp.keys.algorithms import ACCESS_TOKEN_ALGORITHM, DEFAULT_ALGORITHM
from idp.operations.seen_by_proxy import SEEN_PATH
from idp.parts import Parts
from idp.storage.revision import is_current

HEALTH_PATH = "/health/"
_SERVICE_UNAVAILABLE = 503
_PROBE_BYTES = 1_024
_log = logging.getLogger(__name__)


def mount_health(app: Flask, parts: Parts) -> None:
    """Answer a supervisor (live), a load balancer (ready) and `parvis doctor` (the others)."""
    checks: dict[str, Callable[[], bool]] = {
        "database": lambda: is_current(parts.database),
        "keys": lambda: {DEFAULT_ALGORITHM, ACCESS_TOKEN_ALGORITHM} <= set(_active(parts)),
    }

    @app.get("/health/live")
    def live() -> Response:
        # The database is not looked at: restarting this process would not bring it back.
        return json_response({"status": "live"})

    @app.get("/health/ready")
    def ready() -> Response:
        failing = [name for name, check in checks.items() if not _holds(name, check)]
        if refusal := parts.continuity.refusal:
            failing.append("continuity")
            content = {"status": "not ready", "failing": failing, "why": refusal}
            return json_response(content, _SERVICE_UNAVAILABLE)
        if failing:
            return json_response({"status": "not ready", "failing": failing}, _SERVICE_UNAVAILABLE)
        return json_response({"status": "ready"})

    @app.get(SEEN_PATH)
    def seen() -> Response:
        return json_response(asdict(seen_of(request, parts.settings.server)))

    @app.post("/health/arrival")
    def arrival() -> Response:
        request.max_content_length = _PROBE_BYTES
        began = time.monotonic()
        request.get_data()
        seconds = request.environ.get(ARRIVAL_SECONDS, 0.0) + time.monotonic() - began
        return json_response({"milliseconds": round(seconds * 1_000)})


def _active(parts: Parts) -> tuple[str, ...]:
    return tuple(parts.keys.current().active)


def _holds(name: str, check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Exception:  # noqa: BLE001 - whatever it is, the answer is no
        _log.exception("%s is not ready", name)
        return False
