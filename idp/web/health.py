"""GET /health/live and /health/ready: whether to restart this process, whether to send to it.

POST /health/arrival: how long the body took to arrive, by which `parvis doctor` sees whether the
proxy in front buffers slow requests; GET /health/seen: from which address the request came, which
is no secret to its sender.
"""

import logging
import time
from collections.abc import Callable

from flask import Flask, Response, request
from msgspec import structs

from idp.errors import DatabaseUnavailableError
from idp.installation.seen_by_proxy import SEEN_PATH
from idp.keys.algorithms import ACCESS_TOKEN_ALGORITHM, DEFAULT_ALGORITHM
from idp.storage.moment import SKEW_SECONDS, database_seconds
from idp.storage.revision import needed, shape_of
from idp.storage.writability import Writability
from idp.web.body import ARRIVAL_SECONDS
from idp.web.remote import seen_of
from idp.web.response import json_response
from idp.wiring import Provider

HEALTH_PATH = "/health/"
_SERVICE_UNAVAILABLE = 503
_PROBE_BYTES = 1_024
_log = logging.getLogger(__name__)


def mount_health(app: Flask, provider: Provider) -> None:
    """Answer a supervisor (live), a load balancer (ready) and `parvis doctor` (the others)."""
    readiness = _Readiness(provider)

    @app.get("/health/live")
    def live() -> Response:
        # The database is not checked: restarting this process would not bring it back.
        return json_response({"status": "live"})

    @app.get("/health/ready")
    def ready() -> Response:
        failing, details = readiness.look()
        if failing:
            content = {"status": "not ready", "failing": failing, **details}
            return json_response(content, _SERVICE_UNAVAILABLE)
        return json_response({"status": "ready", **details})

    @app.get(SEEN_PATH)
    def seen() -> Response:
        return json_response(structs.asdict(seen_of(request, provider.settings.server)))

    @app.post("/health/arrival")
    def arrival() -> Response:
        request.max_content_length = _PROBE_BYTES
        began = time.monotonic()
        request.get_data()
        seconds = request.environ.get(ARRIVAL_SECONDS, 0.0) + time.monotonic() - began
        return json_response({"milliseconds": round(seconds * 1_000)})


class _Readiness:
    """What must hold before requests are sent here, and details for operators."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._writability = Writability(database=provider.database, clock=provider.clock)
        self._checks: dict[str, Callable[[dict[str, object]], bool]] = {
            "leaving": lambda _details: not self._provider.leaving.is_set(),
            "schema": self._schema,
            "database": self._database,
            "keys": self._keys,
            "continuity": self._continuity,
        }

    def look(self) -> tuple[list[str], dict[str, object]]:
        """Return the names of the checks that fail, and the details to report."""
        details: dict[str, object] = {}
        failing = [
            failed
            for name, check in self._checks.items()
            if (failed := _failed(name, check, details)) is not None
        ]
        return list(dict.fromkeys(failing)), details

    def _schema(self, details: dict[str, object]) -> bool:
        shape = shape_of(self._provider.database)
        if shape.at != needed():
            details["schema"] = {"at": shape.at, "known": needed()}
        return shape.fits

    def _database(self, details: dict[str, object]) -> bool:
        self._writability.check()
        skew = self._provider.clock.seconds() - database_seconds(self._provider.database)
        if abs(skew) > SKEW_SECONDS:
            # Reported, not failed: if the database's clock were wrong, no node would be ready.
            details["clock_ahead_seconds"] = skew
            _log.warning("the clock is %d s ahead of the database's", skew)
        return True

    def _continuity(self, details: dict[str, object]) -> bool:
        if refusal := self._provider.continuity.refusal:
            details["why"] = refusal
        return not refusal

    def _keys(self, _details: dict[str, object]) -> bool:
        return {DEFAULT_ALGORITHM, ACCESS_TOKEN_ALGORITHM} <= set(
            self._provider.keys.current().active
        )


def _failed(
    name: str, check: Callable[[dict[str, object]], bool], details: dict[str, object]
) -> str | None:
    try:
        return None if check(details) else name
    except DatabaseUnavailableError as error:
        _log.warning("not ready: %s", error.cause)
        return "database"
    except Exception:  # noqa: BLE001 - whatever it is, the answer is no
        _log.exception("%s is not ready", name)
        return name
