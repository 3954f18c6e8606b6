"""What every page goes through, in one order: forgery check, guard, page, response."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Generic, TypeVar

from flask import Flask, Request, Response, request
from msgspec import structs
from msgspec.structs import replace

from idp.errors import PersonError, Refused, TooBusyError, TooManyError
from idp.web.browser import (
    comes_from_elsewhere,
    is_navigation,
    is_our_form,
    remember_browser,
    remember_language,
)
from idp.web.frame.answer import (
    ENDED,
    Answer,
    Download,
    FormResult,
    Leave,
    Problem,
    SessionCookie,
    Shown,
    errors_of,
)
from idp.web.frame.kept_forms import FailedForm, KeptForms, Typed, named, quiet
from idp.web.frame.page import FormPage, ShownPage
from idp.web.frame.request import AnyRequest
from idp.web.long_body import place_for_body
from idp.web.rendering import Renderer
from idp.web.response import download_response, see_other
from idp.web.views import ErrorView, View
from idp.wiring import Provider

R = TypeVar("R", bound=AnyRequest)
S = TypeVar("S")
F = TypeVar("F")
_OK = 200
_UNPROCESSABLE = 422
BUSY = 503
# Of a file, Werkzeug holds a piece of 64 KiB and the rest of the one before, since its last line.
_FILE_PIECES = 2 * 64 * 1024
_COOKIES_REFUSED = PersonError("PRV-COOKIES-REFUSED", "errors.cookies_refused")


class PageFrame(ABC, Generic[R]):
    """Reads a request, calls the page if its guard allows, and converts the answer to a response.

    What differs between parents and administrators is abstract.
    """

    def __init__(self, app: Flask, provider: Provider, renderer: Renderer) -> None:
        self._app = app
        self._provider = provider
        self._settings = provider.settings
        self._renderer = renderer
        self._kept_forms = KeptForms(provider)

    def mount_shown(self, page: ShownPage[R, S]) -> None:
        """Answer GET at the path of a page without a form."""
        guard = page.guard  # a page without one ends the start here

        def shown(**named: str) -> Response:
            asked = self._read(request, page.path, named)
            kept = self._kept_forms.find(request, self._owner(asked), asked.path)
            failed = kept if isinstance(kept, FailedForm) else None
            if failed is not None:
                asked = self._again(asked, failed)
            elif isinstance(kept, FormResult):
                asked = replace(asked, result=kept)
            elif asked.browser.is_new and self._kept_forms.was_just_named(request):
                asked = replace(asked, problem=_COOKIES_REFUSED)
            status = failed.status if failed and asked.problem else _OK
            response = self._first(asked) or self._through(asked, guard.show, page.show, status)
            if failed is not None and failed.retry_at is not None:
                response.headers["Retry-After"] = str(self._seconds_until(failed.retry_at))
            return response

        self._app.add_url_rule(page.path, f"show {page.path}", shown, methods=["GET"])

    def mount(self, page: FormPage[R, S, F], *, body_bytes: int | None = None) -> None:
        """Answer GET and POST at the page's path; forms up to `body_bytes` (the server's limit)."""
        limit = body_bytes or self._settings.server.body_bytes

        def act(**named: str) -> Response:
            request.max_content_length = limit
            if body_bytes is not None:
                request.max_form_memory_size = self._settings.server.body_bytes + _FILE_PIECES
                if refused := self._unread(request):
                    return refused
            with place_for_body(request, self._provider):
                asked = self._read(request, page.path, named)
            if comes_from_elsewhere(request, self._settings):
                # Nothing that another site wrote into a form is shown, let alone done.
                return see_other(asked.here)
            return self._first(asked) or self._act(asked, page)

        self.mount_shown(page)
        self._app.add_url_rule(page.path, f"act {page.path}", act, methods=["POST"])

    @abstractmethod
    def _read(self, sent: Request, path: str, named: Mapping[str, str]) -> R:
        """Return the request to the page at `path`; `named` are the values in its address."""

    @abstractmethod
    def _owner(self, asked: R, *, signed_out: bool = False) -> str:
        """Return the owner of what a form leads to: nobody else is shown it."""

    @abstractmethod
    def _address(self, asked: R) -> str:
        """Return the address (path and query) of the page with the form that was sent."""

    @abstractmethod
    def _kept(self, asked: R) -> Typed:
        """Return the fields to keep of a form that fails: no password and no code."""

    @abstractmethod
    def _again(self, asked: R, failed: FailedForm) -> R:
        """Return the request as it was when the form failed."""

    def _after_failure(self, asked: R, problem: Problem, address: str) -> Leave:  # noqa: ARG002 - the console's frame asks
        """Return where to go next: `address` shows the form that failed."""
        return Leave(address)

    @abstractmethod
    def _set_session(self, response: Response, session: SessionCookie) -> None:
        """Set the session's cookie, or clear it."""

    @abstractmethod
    def _unread(self, sent: Request) -> Response | None:
        """Return the answer to a long body that may not be read, None when it may."""

    @abstractmethod
    def _first(self, asked: R) -> Response | None:
        """Return the answer in place of any page, None when the page answers."""

    def _through(
        self,
        asked: R,
        admit: Callable[[R], S | Leave],
        show: Callable[[S], Answer],
        status: int = _OK,
    ) -> Response:
        admitted = admit(asked)
        answer = admitted if isinstance(admitted, Leave) else show(admitted)
        return self._send(asked, answer, status)

    def _show(self, asked: R, page: FormPage[R, S, F], problem: Problem, status: int) -> Response:
        """Show the form that failed."""
        asked = replace(asked, problem=problem)
        return self._through(asked, page.guard.show, page.show, status)

    def _act(self, asked: R, page: FormPage[R, S, F]) -> Response:
        if is_our_form(request, self._provider.vault, asked.browser):
            return self._try(asked, page)
        return self._refuse(asked, page, PersonError("PRV-FORM-STALE", "errors.form_stale"))

    def _try(self, asked: R, page: FormPage[R, S, F]) -> Response:
        try:
            return self._do(asked, page)
        except TooBusyError as busy:
            return self._wait(asked, page, busy)

    def _do(self, asked: R, page: FormPage[R, S, F]) -> Response:
        """Carry the form out. Raises TooBusyError; nothing was done then."""
        try:
            admitted = page.guard.act(asked)
            if isinstance(admitted, Leave):
                return self._turn_away(asked, page, admitted)
            return self._send(asked, page.act(admitted))
        except (PersonError, Refused) as problem:
            return self._refuse(asked, page, problem)

    def _turn_away(self, asked: R, page: FormPage[R, S, F], leave: Leave) -> Response:  # noqa: ARG002 - parents' frame asks
        return self._send(asked, leave)

    def _refuse(self, asked: R, page: FormPage[R, S, F], problem: Problem) -> Response:
        """Redirect to the form that failed; show it at once if it is too long to be kept."""
        left = self._leave_form(asked, problem) if self._may_look(asked, page) else None
        if left is not None:
            return left
        response = self._show(asked, page, problem, _status_of(problem))
        if isinstance(problem, TooManyError | _BusyError):
            response.headers["Retry-After"] = str(problem.retry_after_seconds)
        return response

    def _leave_form(self, asked: R, problem: Problem) -> Response | None:
        """Redirect to where the form is shown again; None when a script sent it, or it is long."""
        if not is_navigation(request):
            return None
        failed, owner = self._failed(asked, problem), self._owner(asked)
        kept = self._kept_forms.keep(request, failed, owner, asked.path)
        if kept is None:
            return None
        attempt, text = kept
        address = named(quiet(self._address(asked)), attempt)
        response = self._send(asked, self._after_failure(asked, problem, address))
        self._kept_forms.give(response, text)
        return response

    def _kept_at(
        self, asked: R, form: FailedForm | FormResult, address: str, path: str, owner: str
    ) -> Response | None:
        """Return the redirect to `address`, where `form` is shown; None if it is too long."""
        kept = self._kept_forms.keep(request, form, owner, path)
        if kept is None:
            return None
        attempt, text = kept
        response = self._send(asked, Leave(named(address, attempt)))
        self._kept_forms.give(response, text)
        return response

    def _may_look(self, asked: R, page: FormPage[R, S, F]) -> bool:
        try:
            return not isinstance(page.guard.show(asked), Leave)
        except Refused:
            return False

    def _failed(self, asked: R, problem: Problem) -> FailedForm:
        waits = (
            problem.retry_after_seconds if isinstance(problem, TooManyError | _BusyError) else None
        )
        return FailedForm(
            typed=self._kept(asked),
            code=problem.code,
            message_key=problem.message_key,
            field=problem.field,
            values=problem.values,
            status=_status_of(problem),
            retry_at=None if waits is None else self._provider.clock.seconds() + waits,
        )

    def _seconds_until(self, second: int) -> int:
        return max(0, second - self._provider.clock.seconds())

    def _wait(self, asked: R, page: FormPage[R, S, F], busy: TooBusyError) -> Response:
        """Redirect to the form, which says when to send it again."""
        return self._refuse(asked, page, _BusyError(busy))

    def _send(self, asked: R, answer: Answer, status: int = _OK) -> Response:
        if isinstance(answer, Leave):
            response = see_other(answer.uri)
            if answer.browser is not None:
                remember_language(response, answer.browser, self._settings)
        elif isinstance(answer, Shown):
            response = self._shown(asked, answer)
        elif isinstance(answer, Download):
            response = download_response(answer.name, answer.media_type, answer.pieces)
        else:
            response = self._renderer.render(self._framed(asked, answer), status)
        if isinstance(answer, Leave | Shown) and answer.session is not None:
            self._set_session(response, answer.session)
        remember_browser(response, asked.browser, self._settings)
        return response

    def _shown(self, asked: R, answer: Shown) -> Response:
        if answer.at and is_navigation(request):
            owner = self._owner(asked, signed_out=answer.session is ENDED)
            path = answer.at.partition("?")[0]
            response = self._kept_at(asked, answer.result, answer.at, path, owner)
            if response is not None:
                return response
        return self._renderer.render(self._framed(asked, answer.page))

    def _framed(self, asked: R, page: View) -> View:
        """Return `page` with its unset frame, errors and notice taken from the request."""
        # An error page shows its own error.
        problem = None if isinstance(page, ErrorView) else asked.problem
        return structs.replace(
            page,
            frame=page.frame or asked.frame,
            errors=page.errors or errors_of(problem),
            notice=page.notice or asked.notice,
        )


class _BusyError(PersonError):
    """Nothing is wrong with the form: it is to be sent again, later."""

    status = BUSY

    def __init__(self, busy: TooBusyError) -> None:
        super().__init__("PRV-BUSY", "errors.busy")
        self.retry_after_seconds = busy.retry_after_seconds


def _status_of(problem: Problem) -> int:
    has_status = isinstance(problem, Refused | TooManyError | _BusyError)
    return problem.status if has_status else _UNPROCESSABLE
