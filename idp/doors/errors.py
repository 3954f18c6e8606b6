"""The one place where a fault becomes an answer: a page with a code, a sentence and a way on."""

import logging
import secrets

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from idp.doors.browser import read_browser
from idp.doors.framing import bare_frame
from idp.doors.rendering import Renderer
from idp.doors.views import ErrorPage
from idp.errors import DatabaseUnavailableError, PersonError, TooBusyError
from idp.parts import Parts

_log = logging.getLogger(__name__)
_NOT_FOUND = 404
_SENTENCES = {
    400: ("PRV-REQUEST-BAD", "errors.request_bad"),
    404: ("PRV-PAGE-UNKNOWN", "errors.page_unknown"),
    405: ("PRV-PAGE-UNKNOWN", "errors.page_unknown"),
    413: ("PRV-REQUEST-LARGE", "errors.request_large"),
}


def mount_errors(app: Flask, parts: Parts, renderer: Renderer) -> None:
    """Answer for everything that a door did not answer itself."""

    def page(code: str, message_key: str, status: int, **values: object) -> Response:
        frame = bare_frame(read_browser(request, parts.settings).locale)
        incident = str(values.pop("incident", "")) or None
        view = ErrorPage(
            frame=frame, code=code, message_key=message_key, values=values, incident=incident
        )
        return renderer.render(view, status)

    @app.errorhandler(PersonError)
    def person_error(error: PersonError) -> Response:
        response = page(error.code, error.message_key, error.status, **error.values)
        response.headers.update(_when(error))
        return response

    @app.errorhandler(DatabaseUnavailableError)
    @app.errorhandler(TooBusyError)
    def too_busy(error: DatabaseUnavailableError | TooBusyError) -> Response:
        _log.warning("%s", error)
        response = page("PRV-BUSY", "errors.busy", 503)
        response.headers.update(_when(error))
        return response

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> Response:
        status = error.code or _NOT_FOUND
        code, message_key = _SENTENCES.get(status, _SENTENCES[400])
        response = page(code, message_key, status)
        for name, value in error.get_headers(request.environ):
            if name in {"Allow", "Retry-After"}:
                response.headers[name] = value
        return response

    @app.errorhandler(Exception)
    def fault(_error: Exception) -> Response:
        # The number is all that leaves the house: it finds the trace in the log.
        incident = secrets.token_hex(4).upper()
        _log.exception("incident %s", incident)
        return page("PRV-FAULT", "errors.fault", 500, incident=incident)


def _when(error: Exception) -> dict[str, str]:
    """Return the header that says when to ask again, for those errors that know."""
    seconds = getattr(error, "retry_after_seconds", None)
    return {} if seconds is None else {"Retry-After": str(seconds)}
