"""No request is answered from a database that went back to an earlier day."""

from flask import Flask, request

from idp.errors import DatabaseWentBackError, PersonError
from idp.wiring import Provider

_ANSWERED = ("/health/", "/static/")
"""What tells of it, and what its page looks like."""


class _StoppedError(PersonError):
    """What happened is the operator's to know: the log, readiness and `parvis doctor` say it."""

    status = 503
    retry_after_seconds = 300

    def __init__(self) -> None:
        super().__init__("PRV-STOPPED", "errors.stopped")


def mount_continuity(app: Flask, provider: Provider) -> None:
    """Look before anything else is done."""

    @app.before_request
    def refuse_a_database_that_went_back() -> None:
        if request.path.startswith(_ANSWERED):
            return
        try:
            provider.continuity.request_began()
        except DatabaseWentBackError as error:
            raise _StoppedError from error
