"""The one place where an error becomes a response.

A page with a code, a sentence and a way on; for a program, JSON that says whether to retry.
"""

import logging
import secrets
from urllib.parse import quote, urlencode

from flask import Flask, Request, Response
from werkzeug.exceptions import HTTPException

from idp.errors import DatabaseUnavailableError, PersonError, TooBusyError
from idp.journeys.language import spoken
from idp.protocol.errors import NotRedirectableError
from idp.translations import LOCALES
from idp.web.api.paths import ROOT as ADMIN_API
from idp.web.api.problem import problem_response
from idp.web.audience import is_for_programs
from idp.web.browser import comes_from_elsewhere, read_browser
from idp.web.framing import bare_frame
from idp.web.log import request_id
from idp.web.rendering import Renderer
from idp.web.request import current_request
from idp.web.response import json_response
from idp.web.views import ErrorView, UnavailableView
from idp.wiring import Provider

_log = logging.getLogger(__name__)
_NOT_FOUND = 404
_FAULT = 500
_UNAVAILABLE = 503
_SENTENCES = {
    400: ("PRV-REQUEST-BAD", "errors.request_bad"),
    404: ("PRV-PAGE-UNKNOWN", "errors.page_unknown"),
    413: ("PRV-REQUEST-LARGE", "errors.request_large"),
}
_LANGUAGE = "langue"
"""What the address of an error page names its language by, this once."""
_NEVER_SENT_BACK = "password"
"""Fields whose name contains this are never shown again."""


class ErrorAnswers:
    """Answers every error that a page or endpoint did not answer itself."""

    def __init__(self, app: Flask, provider: Provider, renderer: Renderer) -> None:
        self._app = app
        self._provider = provider
        self._settings = provider.settings
        self._renderer = renderer
        app.register_error_handler(Exception, lambda error: self.answer(current_request(), error))

    def answer(self, request: Request, error: Exception) -> Response:
        """Return the answer to `request`, which raised `error`."""
        match error:
            case NotRedirectableError():
                return self._not_redirectable(request, error)
            case PersonError():
                return self._person_error(request, error)
            case DatabaseUnavailableError():
                return self._database_unavailable(request, error)
            case TooBusyError():
                return self._too_busy(request, error)
            case HTTPException():
                return self._http_error(request, error)
            case _:
                return self._fault(request)

    def _not_redirectable(self, request: Request, error: NotRedirectableError) -> Response:
        """Show the page; by its reference, who runs the portal finds the line in the log."""
        if error.refusal is not None:
            self._provider.directory.refusals.note(error.refusal, request_id())
        else:
            _log.info("not redirected", extra={"facts": {"code": error.code}})
        if is_for_programs(self._app, request):
            return self._person_error(request, error)
        return self._page(
            request, error.code, error.message_key, error.status, reference=request_id()
        )

    def _person_error(self, request: Request, error: PersonError) -> Response:
        if is_for_programs(self._app, request):
            is_over_soon = error.status == _UNAVAILABLE
            code = "temporarily_unavailable" if is_over_soon else "invalid_request"
            response = _response(request, code, error.code, error.status)
        else:
            response = self._page(
                request, error.code, error.message_key, error.status, **error.values
            )
        response.headers.update(_when(error))
        return response

    def _database_unavailable(self, request: Request, error: DatabaseUnavailableError) -> Response:
        _log.warning("%s", error.cause)
        if is_for_programs(self._app, request):
            response = _response(request, "temporarily_unavailable", "ask again", _UNAVAILABLE)
        else:
            response = self._renderer.render(self._unavailable(request), _UNAVAILABLE)
        response.headers.update(_when(error))
        return response

    def _too_busy(self, request: Request, error: TooBusyError) -> Response:
        if is_for_programs(self._app, request):
            response = _response(request, "temporarily_unavailable", "ask again", _UNAVAILABLE)
        else:
            response = self._page(request, "PRV-BUSY", "errors.busy", _UNAVAILABLE)
        response.headers.update(_when(error))
        return response

    def _http_error(self, request: Request, error: HTTPException) -> Response:
        status = error.code or _NOT_FOUND
        if is_for_programs(self._app, request):
            response = _response(request, "invalid_request", error.name, status)
        else:
            code, message_key = _SENTENCES.get(status, _SENTENCES[400])
            response = self._page(request, code, message_key, status)
        for name, value in error.get_headers(request.environ):
            if name in {"Allow", "Retry-After"}:
                response.headers[name] = value
        return response

    def _fault(self, request: Request) -> Response:
        # Only the number is sent: by it, operators find the trace in the log.
        incident = secrets.token_hex(4).upper()
        _log.exception("incident %s", incident)
        if is_for_programs(self._app, request):
            return _response(request, "server_error", f"incident {incident}", _FAULT)
        return self._page(request, "PRV-FAULT", "errors.fault", _FAULT, incident=incident)

    def _page(
        self, request: Request, code: str, message_key: str, status: int, **values: object
    ) -> Response:
        browser = read_browser(request, self._settings)
        # From the address alone: the body may be what is refused.
        requested = request.args.get("ui_locales")
        locale = request.args.get(_LANGUAGE, "")
        if locale not in LOCALES:
            locale = spoken(None, browser.locale, requested, attested=browser.attested)
        incident = str(values.pop("incident", "")) or None
        reference = str(values.pop("reference", "")) or None
        view = ErrorView(
            frame=bare_frame(locale),
            code=code,
            message_key=message_key,
            values=values,
            incident=incident,
            reference=reference,
            other_language_uri=_in_other_language(request, locale)
            if request.method == "GET"
            else None,
        )
        return self._renderer.render(view, status)

    def _unavailable(self, request: Request) -> UnavailableView:
        frame = bare_frame(read_browser(request, self._settings).locale)
        address = request.full_path.rstrip("?")
        if request.method != "POST" or comes_from_elsewhere(request, self._settings):
            # Nothing that another site wrote into a form is shown.
            return UnavailableView(frame=frame, address=f"/{address.lstrip('/')}")
        typed = list(request.form.items(multi=True))
        return UnavailableView(
            frame=frame,
            address=f"/{address.lstrip('/')}",
            is_form=True,
            kept=tuple((name, value) for name, value in typed if _NEVER_SENT_BACK not in name),
            asked_again=tuple(name for name, _ in typed if _NEVER_SENT_BACK in name),
        )


def _in_other_language(request: Request, locale: str) -> str:
    """Return the address that was asked for, in English instead of French or the reverse."""
    asked = [(name, value) for name, value in request.args.items(multi=True) if name != _LANGUAGE]
    other = "en" if locale == "fr" else "fr"
    return f"{quote(request.path)}?{urlencode([*asked, (_LANGUAGE, other)])}"


def _response(request: Request, code: str, description: str, status: int) -> Response:
    if request.path.startswith(f"{ADMIN_API}/"):
        return problem_response(status, f"ADM-{code.upper().replace('_', '-')}", description)
    return json_response({"error": code, "error_description": description}, status)


def _when(error: Exception) -> dict[str, str]:
    """Return `Retry-After` for an error that has it."""
    seconds = getattr(error, "retry_after_seconds", None)
    return {} if seconds is None else {"Retry-After": str(seconds)}
