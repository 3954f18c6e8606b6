"""The frame of the console's pages: sign-in, and pages that an administrator may not see."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from flask import Flask, Request, Response
from msgspec import structs
from msgspec.structs import replace
from typing_extensions import override

from idp.errors import NotAllowed, NotFresh, Refused, SessionOverError, Unknown
from idp.web.console.console_request import ConsoleRequest
from idp.web.console.cookie import remember
from idp.web.console.guards import to_entry
from idp.web.console.reading import ConsoleRequestReader
from idp.web.frame import Answer, FormPage, Leave, PageFrame
from idp.web.frame.answer import Problem, SessionCookie
from idp.web.frame.kept_forms import FailedForm, Typed, without_secrets
from idp.web.rendering import Renderer
from idp.web.response import see_other
from idp.web.views import View
from idp.web.views.console import ConsoleView
from idp.web.views.console.home import NotAllowedView
from idp.wiring import Provider

_UNPROVEN = NotFresh("asked.not_fresh").code
S = TypeVar("S")
F = TypeVar("F")


class ConsolePageFrame(PageFrame[ConsoleRequest]):
    """Shows a refusal in the console, and keeps what was typed while one authenticates again."""

    def __init__(self, app: Flask, provider: Provider, renderer: Renderer) -> None:
        super().__init__(app, provider, renderer)
        self._reader = ConsoleRequestReader(provider)

    @override
    def _read(self, sent: Request, path: str, named: Mapping[str, str]) -> ConsoleRequest:
        return self._reader.read(sent, named)

    @override
    def _unread(self, sent: Request) -> Response | None:
        # Without a sign-in, a file is not even read.
        return None if self._reader.is_administrator(sent) else see_other(to_entry(sent.path).uri)

    @override
    def _first(self, asked: ConsoleRequest) -> Response | None:
        if _is_unproven(asked.problem) and not asked.actor.is_fresh:
            return self._send(asked, to_entry(asked.frame.path))
        return None

    @override
    def _owner(self, asked: ConsoleRequest, *, signed_out: bool = False) -> str:
        administrator_id = asked.administrator.id if asked.administrator else asked.left
        return f"{asked.browser.id} {'' if signed_out else administrator_id or ''}"

    @override
    def _address(self, asked: ConsoleRequest) -> str:
        return asked.frame.path

    @override
    def _kept(self, asked: ConsoleRequest) -> Typed:
        return without_secrets(asked.typed)

    @override
    def _again(self, asked: ConsoleRequest, failed: FailedForm) -> ConsoleRequest:
        again = replace(asked, typed=failed.typed, problem=failed.problem)
        if _is_unproven(failed.problem) and asked.actor.is_fresh:
            return replace(again, problem=None, notice="console_notices.form_unsent")
        return again

    @override
    def _after_failure(self, asked: ConsoleRequest, problem: Problem, address: str) -> Leave:
        return to_entry(address) if isinstance(problem, NotFresh) else Leave(address)

    @override
    def _through(
        self,
        asked: ConsoleRequest,
        admit: Callable[[ConsoleRequest], S | Leave],
        show: Callable[[S], Answer],
        status: int = 200,
    ) -> Response:
        try:
            return super()._through(asked, admit, show, status)
        except (NotFresh, SessionOverError):
            return self._send(asked, to_entry(asked.path))
        except NotAllowed as refused:
            page = NotAllowedView()
            return self._send(replace(asked, problem=None), page, refused.status)
        except Refused:
            # The address names something that does not exist, or an invalid id.
            page = NotAllowedView(unknown=True)
            return self._send(replace(asked, problem=None), page, Unknown.status)

    @override
    def _turn_away(
        self, asked: ConsoleRequest, page: FormPage[ConsoleRequest, S, F], leave: Leave
    ) -> Response:
        # Another person who signs in next in this browser must not see the form.
        kept = asked.left and self._leave_form(asked, NotFresh("asked.not_fresh"))
        return kept or super()._turn_away(asked, page, leave)

    @override
    def _refuse(
        self, asked: ConsoleRequest, page: FormPage[ConsoleRequest, S, F], problem: Problem
    ) -> Response:
        if isinstance(problem, SessionOverError):
            return self._send(asked, to_entry(asked.path))
        return super()._refuse(asked, page, problem)

    @override
    def _set_session(self, response: Response, session: SessionCookie) -> None:
        remember(response, session.token, self._settings)

    @override
    def _framed(self, asked: ConsoleRequest, page: View) -> View:
        page = super()._framed(asked, page)
        if not isinstance(page, ConsoleView):
            return page
        return structs.replace(page, console=asked.console, typed=asked.filled_in)


def _is_unproven(problem: Problem | None) -> bool:
    """Tell whether a form failed, perhaps a page ago, for want of a recent authentication."""
    return problem is not None and problem.code == _UNPROVEN
