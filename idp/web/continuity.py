"""Refusing requests while the database is one restored to an earlier state."""

from flask import Request

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


def refuse_after_going_back(request: Request, provider: Provider) -> None:
    """Raise the error that a person or program is shown while the database is an earlier one."""
    if request.path.startswith(_ANSWERED):
        return
    try:
        provider.continuity.request_began()
    except DatabaseWentBackError as error:
        raise _StoppedError from error
