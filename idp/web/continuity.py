"""Refusing requests while the database is one restored to an earlier state."""

from flask import Flask, request

from idp.errors import DatabaseWentBackError, PersonError
from idp.wiring import Provider

_ANSWERED = ("/health/", "/static/")
"""Answered all the same: readiness, which reports it, and the files of its page."""


class _StoppedError(PersonError):
    """Gives no cause: the log, readiness and `parvis doctor` say it to the operator."""

    status = 503
    retry_after_seconds = 300

    def __init__(self) -> None:
        super().__init__("PRV-STOPPED", "errors.stopped")


def mount_continuity(app: Flask, provider: Provider) -> None:
    """Check before anything else is done."""

    @app.before_request
    def refuse_a_database_that_went_back() -> None:
        if request.path.startswith(_ANSWERED):
            return
        try:
            provider.continuity.request_began()
        except DatabaseWentBackError as error:
            raise _StoppedError from error
