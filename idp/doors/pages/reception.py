"""What happens around every page, and cannot be forgotten by one: cookies, forgery, errors."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from flask import Flask, Request, Response, request

from idp.accounts import Session
from idp.clients import Client
from idp.doors.browser import (
    Browser,
    comes_from_elsewhere,
    csrf_token,
    farewell,
    is_our_form,
    read_browser,
    remember_browser,
    remember_language,
    remember_portal,
    remember_session,
)
from idp.doors.long_body import place_for_body
from idp.doors.pages.answer import Answer, Download, Farewell, Leave, PageDoor
from idp.doors.pages.device import device_of
from idp.doors.pages.framing import frame_for
from idp.doors.pages.held_form import HeldForm, HeldForms
from idp.doors.pages.page_request import PageRequest
from idp.doors.pages.paths import REOPENING, WAITING
from idp.doors.pages.signed_in import to_sign_in
from idp.doors.remote import remote_address
from idp.doors.rendering import Renderer
from idp.doors.response import download_response, see_other
from idp.doors.views import ErrorPage, WaitingPage
from idp.errors import PersonError, SessionOverError, TooBusyError, TooManyError
from idp.journeys.journey import Journey
from idp.journeys.language import chosen, policy_of
from idp.journeys.reopening_offers import ReopeningOfferedError
from idp.journeys.steps import SIGN_IN
from idp.journeys.support import SCREENSHOT_BYTES
from idp.journeys.visitor import Visitor
from idp.limits import network_of
from idp.parts import Parts

_BAD_REQUEST = 400
_UNPROCESSABLE = 422
_BUSY = 503
_SCREENSHOT = "screenshot"


class Reception:
    """Reads a request, lets the page answer, and turns that into a response."""

    def __init__(self, parts: Parts, renderer: Renderer) -> None:
        self._parts = parts
        self._settings = parts.settings
        self._renderer = renderer
        self._pages: dict[str, PageDoor] = {}
        self._held_forms = HeldForms(vault=parts.vault, clock=parts.clock, settings=parts.settings)

    def mount(self, app: Flask, page: PageDoor, *, body_bytes: int | None = None) -> None:
        """Answer GET and POST at the page's path; forms up to `body_bytes` (the house's limit)."""
        limit = body_bytes or self._settings.server.body_bytes
        self._pages[page.path] = page

        def act() -> Response:
            request.max_content_length = limit
            with place_for_body(request, self._parts):
                asked = self._read(request)
            if comes_from_elsewhere(request, self._settings):
                # Nothing that another site wrote into a form is shown, let alone done.
                return see_other(asked.to(page.path))
            return self._way_back(asked) if asked.is_lost else self._act(asked, page)

        self.mount_shown(app, page.path, page.show)
        app.add_url_rule(page.path, f"act {page.path}", act, methods=["POST"])

    def mount_waiting(self, app: Flask) -> None:
        """Answer the page that waits for a place: it sends again what the browser holds."""

        def again() -> Response:
            browser = read_browser(request, self._settings)
            held = self._held_forms.find(request, browser)
            if held is None:
                return see_other(self._read(request).to(SIGN_IN.path))
            asked = self._read(request, held)
            visitor = replace(asked.visitor, has_waited=self._held_forms.has_waited(held))
            asked = replace(asked, visitor=visitor)
            response = self._act(asked, self._pages[held.path], held)
            if response.status_code != _BUSY:
                self._held_forms.forget(request, response)
            return response

        app.add_url_rule(WAITING, f"show {WAITING}", again, methods=["GET"])

    def mount_shown(self, app: Flask, path: str, show: Callable[[PageRequest], Answer]) -> None:
        """Answer GET at `path`, where there is nothing to send."""

        def shown() -> Response:
            asked = self._read(request)
            if asked.is_lost:
                return self._way_back(asked)
            return self._respond(asked, show(asked))

        app.add_url_rule(path, f"show {path}", shown, methods=["GET"])

    def _act(self, asked: PageRequest, page: PageDoor, held: HeldForm | None = None) -> Response:
        try:
            return self._respond(asked, self._acted(asked, page, held))
        except ReopeningOfferedError as offered:
            return self._respond(asked, Leave(asked.to(REOPENING, offre=offered.token)))
        except SessionOverError:
            return self._respond(asked, to_sign_in(asked, page.path, notice="session-over"))
        except PersonError as problem:
            return self._refuse(asked, page, problem)
        except TooBusyError as busy:
            response = self._wait(asked, page, held, busy.retry_after_seconds)
            response.headers["Retry-After"] = str(busy.retry_after_seconds)
            return response

    def _wait(
        self, asked: PageRequest, page: PageDoor, held: HeldForm | None, seconds: int
    ) -> Response:
        """Answer with a page that tries again by itself, or the form when it cannot be held."""
        said = {**asked.query, **asked.typed}
        form = held or HeldForm(page.path, said, self._parts.clock.seconds())
        value = self._held_forms.held(form, asked.browser) if _is_navigation(request) else None
        if value is None or asked.screenshot:
            answer = page.show(asked, PersonError("PRV-BUSY", "errors.busy"))
            return self._respond(asked, answer, _BUSY)
        frame = asked.frame_at(WAITING)
        response = self._respond(asked, WaitingPage(frame=frame), _BUSY)
        response.headers["Refresh"] = f"{seconds}; url={frame.path}"
        self._held_forms.keep(response, value)
        return response

    def _acted(self, asked: PageRequest, page: PageDoor, held: HeldForm | None) -> Answer:
        # What is held was looked at when it was sent, and came back by this browser's own cookie.
        if held is None and not is_our_form(request, self._parts.vault, asked.browser):
            raise PersonError("PRV-FORM-STALE", "errors.form_stale")
        return page.act(asked)

    def _refuse(self, asked: PageRequest, page: PageDoor, problem: PersonError) -> Response:
        answer = page.show(asked, problem)
        if not isinstance(problem, TooManyError):
            return self._respond(asked, answer, _UNPROCESSABLE)
        response = self._respond(asked, answer, problem.status)
        response.headers["Retry-After"] = str(problem.retry_after_seconds)
        return response

    def _respond(self, asked: PageRequest, answer: Answer, status: int = 200) -> Response:
        if isinstance(answer, Leave):
            response = see_other(answer.uri)
            self._remember(response, answer)
        elif isinstance(answer, Farewell):
            response = self._renderer.render(answer.page)
            farewell(response, self._settings)
        elif isinstance(answer, Download):
            response = download_response(answer.name, answer.media_type, answer.pieces)
        else:
            response = self._renderer.render(answer, status)
        remember_browser(response, asked.browser, self._settings)
        if asked.client is not None and asked.client.id != asked.browser.portal:
            remember_portal(response, asked.client.id, self._settings)
        return response

    def _way_back(self, asked: PageRequest) -> Response:
        """Answer for a journey that is forgotten: on from the start of the portal one came from."""
        portal = asked.browser.portal
        client = self._parts.clients.find(portal) if portal else None
        page = ErrorPage(
            frame=asked.frame,
            code="PRV-JOURNEY-GONE",
            message_key="errors.journey_gone",
            way_on_uri=client.start_uri if client else None,
        )
        return self._respond(asked, page, _BAD_REQUEST)

    def _remember(self, response: Response, leave: Leave) -> None:
        if leave.started is not None:
            remember_session(response, leave.started, self._settings)
        if leave.browser is not None:
            remember_language(response, leave.browser, self._settings)

    def _read(self, incoming: Request, held: HeldForm | None = None) -> PageRequest:
        browser = read_browser(incoming, self._settings)
        query = _first_values(incoming.args.items())
        is_form = incoming.method == "POST"
        typed = _first_values(incoming.form.items()) if is_form else {}
        typed = typed if held is None else dict(held.typed)
        journey_id = {**query, **typed}.get("journey")
        journey, session, signed_in_as = self._find(browser, journey_id)
        client = self._parts.clients.find(journey.client_id) if journey else None
        visitor = self._visitor(incoming, browser, client, journey, session)
        picture = incoming.files.get(_SCREENSHOT) if is_form else None
        return PageRequest(
            browser=browser,
            visitor=visitor,
            session=session,
            journey=journey,
            client=client,
            frame=frame_for(
                path=held.path if held else incoming.path,
                asked={**query, **typed},
                locale=visitor.locale,
                csrf=csrf_token(self._parts.vault, browser),
                client=client,
                journey=journey,
                signed_in_as=signed_in_as,
            ),
            is_lost=bool(journey_id) and journey is None,
            query=query,
            typed=typed,
            screenshot=picture.stream.read(SCREENSHOT_BYTES + 1) if picture else b"",
            user_agent=incoming.headers.get("User-Agent", ""),
        )

    def _find(
        self, browser: Browser, journey_id: str | None
    ) -> tuple[Journey | None, Session | None, str | None]:
        """Return the journey, the session and the first address of its account."""
        parts, token = self._parts, browser.session_token
        if not token and not journey_id:
            # Nothing is looked for: the page shows while the database is away.
            return None, None, None
        with parts.database.reading() as tx:
            session = parts.sessions.find(tx, token) if token else None
            journey = parts.waiting.get(tx, journey_id) if journey_id else None
            addresses = parts.addresses.of_account(tx, session.account_id) if session else ()
        if session is not None and parts.sessions.needs_touch(session):
            with parts.database.writing() as tx:
                parts.sessions.touch(tx, session)
        return journey, session, addresses[0].address.written if addresses else None

    def _visitor(
        self,
        incoming: Request,
        browser: Browser,
        client: Client | None,
        journey: Journey | None,
        session: Session | None,
    ) -> Visitor:
        wishes = (
            browser.locale,
            *(journey.request.ui_locales if journey else ()),
            session.locale if session else None,
        )
        locale = chosen(policy_of(client), wishes, attested=browser.attested)
        uri = journey.request.to.redirect_uri if journey else None
        return Visitor(
            browser=browser.id,
            network=network_of(remote_address(incoming, self._settings.server)),
            device=device_of(incoming.headers.get("User-Agent", "")),
            locale=locale,
            portal=client.name_in_messages(locale, uri) if client else self._settings.pages.name,
            session_token=browser.session_token,
            journey_hash=journey.id_hash if journey else None,
        )


def _is_navigation(asked: Request) -> bool:
    """Tell whether the answer will be the page that is open, and not be read by a script."""
    return asked.headers.get("Sec-Fetch-Dest", "document") == "document"


def _first_values(items: Iterable[tuple[str, str]]) -> dict[str, str]:
    # PostgreSQL keeps no NUL in a text, and nobody types one.
    return {name: value.replace("\0", "") for name, value in items}
