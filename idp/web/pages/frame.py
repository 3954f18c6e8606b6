"""The frame of parents' pages: journeys that expired, and forms that wait."""

import math
from collections.abc import Mapping
from functools import partial
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode

from flask import Flask, Request, Response, request
from msgspec.structs import replace
from typing_extensions import override

from idp.errors import SessionOverError, TooBusyError
from idp.journeys.reopening_offers import ReopeningOfferedError
from idp.journeys.sent_form import form_key
from idp.journeys.steps import SIGN_IN, STEPS
from idp.web.browser import farewell, is_navigation, remember_portal, remember_session
from idp.web.frame import Answer, FormPage, Leave, PageFrame
from idp.web.frame.answer import Problem, SessionCookie
from idp.web.frame.kept_forms import FailedForm, Typed, without_secrets
from idp.web.frame.page_frame import BUSY
from idp.web.pages.guards import to_sign_in
from idp.web.pages.held_form import HeldForm, HeldForms
from idp.web.pages.page_request import PageRequest, SignedInRequest
from idp.web.pages.paths import LANGUAGE, LETTER, REOPENING, RETURNS, WAITING
from idp.web.pages.reading import PageRequestReader
from idp.web.rendering import Renderer
from idp.web.response import see_other
from idp.web.sent_twice import SentTwice
from idp.web.views import ErrorView, WaitingView
from idp.wiring import Provider

S = TypeVar("S")
F = TypeVar("F")
_BAD_REQUEST = 400
_COMES_BACK_TO = RETURNS | {step.path for step in STEPS}
"""The pages that show a form again after the sign-in that it needed."""


class ParentPageFrame(PageFrame[PageRequest]):
    """Keeps what was typed while a form waits, or needs a sign-in."""

    def __init__(self, app: Flask, provider: Provider, renderer: Renderer) -> None:
        super().__init__(app, provider, renderer)
        self._reader = PageRequestReader(provider)
        self._pages: dict[str, FormPage[PageRequest, Any, Any]] = {}
        self._waiting = HeldForms("form", provider)
        self._unproven = HeldForms("unproven-form", provider)
        self._sent_twice = SentTwice(provider)

    @override
    def mount(self, page: FormPage[PageRequest, S, F], *, body_bytes: int | None = None) -> None:
        super().mount(page, body_bytes=body_bytes)
        self._pages[page.path] = page

    def mount_waiting(self) -> None:
        """Mount the page that waits for its turn: it sends the held form again."""

        def again() -> Response:
            asked = self._reader.read(request, WAITING)
            held = self._waiting.find(request, asked.browser.id)
            if held is None:
                return see_other(asked.to(SIGN_IN.path))
            if (early := held.due_at - self._provider.clock.seconds()) >= 1:
                return self._told_to_wait(asked, early)
            asked = self._reader.read(request, held.path, held.typed)
            waited = self._waiting.waited_seconds(held)
            visitor = replace(asked.visitor, waited_seconds=waited)
            # Checked when it was sent; the browser's sealed cookie returns it.
            response = self._try(replace(asked, visitor=visitor), self._pages[held.path])
            if response.status_code != BUSY:
                self._waiting.forget(request, response)
            return response

        self._app.add_url_rule(WAITING, f"show {WAITING}", again, methods=["GET"])

    @override
    def _read(self, sent: Request, path: str, named: Mapping[str, str]) -> PageRequest:
        return self._reader.read(sent, path)

    @override
    def _unread(self, sent: Request) -> Response | None:
        return None  # the help page takes pictures

    @override
    def _first(self, asked: PageRequest) -> Response | None:
        if asked.is_lost:
            if request.method == "POST":
                return see_other(f"{asked.path}?{urlencode({'journey': asked.asked('journey')})}")
            return self._way_back(asked)
        begins = request.method == "GET" and asked.problem is None
        return self._unsent(asked) if begins and asked.is_fresh else None

    @override
    def _do(self, asked: PageRequest, page: FormPage[PageRequest, S, F]) -> Response:
        # A language that is chosen twice is chosen once; and it needs no database.
        is_one = is_navigation(request) and asked.path != LANGUAGE
        typed = {**asked.query, **asked.typed}
        key = form_key(asked.browser.id, asked.path, typed) if is_one else None
        act = partial(super()._do, asked, page)
        return self._sent_twice.answer(key, act)

    @override
    def _owner(self, asked: PageRequest, *, signed_out: bool = False) -> str:
        whose = None if signed_out else asked.session or asked.left
        return f"{asked.browser.id} {whose.account_id if whose else ''}"

    @override
    def _address(self, asked: PageRequest) -> str:
        # With the fields that its form carries on: the proof, the journey.
        _, _, carried = asked.frame.path.partition("?")
        return f"{asked.path}?{urlencode({**asked.query, **dict(parse_qsl(carried))})}"

    @override
    def _kept(self, asked: PageRequest) -> Typed:
        # The code of a letter is no secret of the page: it is not typed twice.
        but = {"code"} if asked.path == LETTER else ()
        return without_secrets({name: (value,) for name, value in asked.typed.items()}, but)

    @override
    def _again(self, asked: PageRequest, failed: FailedForm) -> PageRequest:
        typed = {name: values[0] for name, values in failed.typed.items()}
        read = self._reader.read(request, asked.path, typed)
        return replace(read, problem=failed.problem)

    @override
    def _turn_away(
        self, asked: PageRequest, page: FormPage[PageRequest, S, F], leave: Leave
    ) -> Response:
        response = self._send(asked, leave)
        is_somebody_s = asked.session is not None or asked.left is not None
        if is_somebody_s and page.path in _COMES_BACK_TO:
            # Another person who signs in next in this browser must not see it.
            typed = {name: values[0] for name, values in self._kept(asked).items()}
            form = self._form(replace(asked, typed=typed))
            value = self._unproven.held(form, self._owner(asked))
            if value is not None:
                self._unproven.keep(response, value)
        return response

    def _unsent(self, asked: PageRequest) -> Response | None:
        """Show again the form that was sent before its sign-in."""
        page = self._pages.get(asked.path)
        if page is None or not isinstance(asked, SignedInRequest):
            return None
        held = self._unproven.find(request, self._owner(asked))
        if held is None or held.path != asked.path:
            return None
        again = replace(
            self._reader.read(request, held.path, held.typed), notice="notices.form_unsent"
        )
        response = self._through(again, page.guard.show, page.show)
        self._unproven.forget(request, response)
        return response

    @override
    def _refuse(
        self, asked: PageRequest, page: FormPage[PageRequest, S, F], problem: Problem
    ) -> Response:
        if isinstance(problem, ReopeningOfferedError):
            return self._send(asked, Leave(asked.to(REOPENING, offre=problem.token)))
        if isinstance(problem, SessionOverError):
            return self._send(asked, to_sign_in(asked, page.path, notice="session-over"))
        return super()._refuse(asked, page, problem)

    @override
    def _wait(
        self, asked: PageRequest, page: FormPage[PageRequest, S, F], busy: TooBusyError
    ) -> Response:
        """Redirect to the page that tries again by itself, or to the form if it is too long."""
        held = None if request.method == "POST" else self._waiting.find(request, asked.browser.id)
        due_at = self._provider.clock.seconds() + busy.seconds
        form = replace(held or self._form(asked), due_at=due_at)
        text = self._waiting.held(form, asked.browser.id) if is_navigation(request) else None
        if text is None or asked.screenshot:
            return super()._wait(asked, page, busy)
        if request.method == "POST":
            response = self._send(asked, Leave(asked.to(WAITING)))
        else:
            response = self._told_to_wait(asked, busy.seconds)
        self._waiting.keep(response, text)
        return response

    def _told_to_wait(self, asked: PageRequest, seconds: float) -> Response:
        frame = asked.frame_at(WAITING)
        response = self._send(asked, WaitingView(frame=frame), BUSY)
        response.headers["Retry-After"] = str(math.ceil(seconds))
        # To a tenth: browsers that know whole seconds alone ignore the fraction; the others do not
        # all retry at the same moment.
        response.headers["Refresh"] = f"{seconds:.1f}; url={frame.path}"
        return response

    @override
    def _send(self, asked: PageRequest, answer: Answer, status: int = 200) -> Response:
        response = super()._send(asked, answer, status)
        if asked.client is not None and asked.client.id != asked.browser.portal:
            remember_portal(response, asked.client.id, self._settings)
        return response

    @override
    def _set_session(self, response: Response, session: SessionCookie) -> None:
        if session.token:
            remember_session(response, session.token, session.max_age_seconds, self._settings)
        else:
            farewell(response, self._settings)

    def _way_back(self, asked: PageRequest) -> Response:
        """Answer for an expired journey, with a link to the start of its portal."""
        page = ErrorView(
            frame=asked.frame,
            code="PRV-JOURNEY-GONE",
            message_key="errors.journey_gone",
            way_on_uri=asked.frame.onward.uri if asked.frame.onward else None,
        )
        return self._send(asked, page, _BAD_REQUEST)

    def _form(self, asked: PageRequest) -> HeldForm:
        said = {**asked.query, **asked.typed}
        return HeldForm(asked.path, said, self._provider.clock.seconds())
