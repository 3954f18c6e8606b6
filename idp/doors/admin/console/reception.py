"""What happens around every page of the console: who is there, forgery, refusals."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Flask, Request, Response, request

from idp.administrators import Administrator, AdministratorSession
from idp.doors.admin.console.answer import Answer, Arrived, ConsoleDoor, Download, Leave, Problem
from idp.doors.admin.console.console_request import ConsoleRequest
from idp.doors.admin.console.cookie import remember, session_token
from idp.doors.admin.console.paths import ENTRY
from idp.doors.admin.console.sections import sections_for
from idp.doors.browser import (
    comes_from_elsewhere,
    csrf_token,
    is_our_form,
    read_browser,
    remember_browser,
    remember_language,
)
from idp.doors.long_body import place_for_body
from idp.doors.remote import remote_address
from idp.doors.rendering import Renderer
from idp.doors.response import see_other
from idp.doors.views import Frame
from idp.doors.views.console import ConsoleFrame
from idp.doors.views.console.home import NotAllowedPage
from idp.errors import (
    NotAllowed,
    NotFresh,
    PersonError,
    Refused,
    SessionOverError,
    TooBusyError,
    Unknown,
)
from idp.limits import network_of
from idp.operations.actor import Actor, Role
from idp.parts import Parts
from idp.translations import words_in

_BUSY = 503
_NOBODY = Actor(name="anyone")


@dataclass(frozen=True, slots=True)
class _Known:
    administrator: Administrator
    session: AdministratorSession
    is_fresh: bool

    @property
    def actor(self) -> Actor:
        known = {str(role) for role in Role}
        roles = frozenset(Role(each) for each in self.administrator.roles if each in known)
        return Actor(
            name=f"admin:{self.administrator.id}",
            roles=roles,
            is_fresh=self.is_fresh,
            session=self.session,
        )


class Reception:
    """Reads a request, lets the page answer, and turns that into a response."""

    def __init__(self, parts: Parts, renderer: Renderer) -> None:
        self._parts = parts
        self._settings = parts.settings
        self._renderer = renderer

    def mount(
        self, app: Flask, page: ConsoleDoor, *, public: bool = False, body_bytes: int | None = None
    ) -> None:
        """Answer GET and POST at the page's path: to administrators alone unless it is `public`."""
        limit = body_bytes or self._settings.server.body_bytes

        def shown(**named: str) -> Response:
            seen = self._read(request, named)
            if seen.administrator is None and not public:
                return self._to_entry(request)
            return self._show(seen, page)

        def act(**named: str) -> Response:
            request.max_content_length = limit
            # A stranger's file is not even read.
            if body_bytes is not None and not self._is_somebody(request):
                return self._to_entry(request)
            with place_for_body(request, self._parts):
                seen = self._read(request, named)
                if comes_from_elsewhere(request, self._settings):
                    return see_other(request.path)
                if seen.administrator is None and not public:
                    return self._to_entry(request)
                return self._act(seen, page)

        app.add_url_rule(page.path, f"console {page.path}", shown, methods=["GET"])
        app.add_url_rule(page.path, f"console act {page.path}", act, methods=["POST"])

    def _show(
        self,
        seen: ConsoleRequest,
        page: ConsoleDoor,
        problem: Problem | None = None,
        status: int = 200,
    ) -> Response:
        try:
            return self._respond(seen, page.show(seen, problem), status)
        except (NotFresh, SessionOverError):
            return self._to_entry(request)
        except NotAllowed as refused:
            answer = NotAllowedPage(frame=seen.frame, console=seen.console)
            return self._respond(seen, answer, refused.status)
        except Refused:
            # What the address names is not there, or cannot be: an id of the wrong kind.
            answer = NotAllowedPage(frame=seen.frame, console=seen.console, unknown=True)
            return self._respond(seen, answer, Unknown.status)

    def _act(self, seen: ConsoleRequest, page: ConsoleDoor) -> Response:
        if not is_our_form(request, self._parts.vault, seen.browser):
            stale = PersonError("PRV-FORM-STALE", "errors.form_stale")
            return self._show(seen, page, stale, stale.status)
        try:
            return self._respond(seen, page.act(seen))
        except SessionOverError:
            return self._to_entry(request)
        except (Refused, PersonError) as problem:
            # What was typed is kept; a proof of identity can be given beside it, and sent again.
            return self._show(seen, page, problem, problem.status)
        except TooBusyError as busy:
            full = PersonError("PRV-BUSY", "errors.busy")
            response = self._show(seen, page, full, _BUSY)
            response.headers["Retry-After"] = str(busy.retry_after_seconds)
            return response

    def _respond(self, seen: ConsoleRequest, answer: Answer, status: int = 200) -> Response:
        if isinstance(answer, Leave):
            response = see_other(answer.uri)
            if answer.token is not None:
                remember(response, answer.token, self._settings)
            if answer.browser is not None:
                remember_language(response, answer.browser, self._settings)
        elif isinstance(answer, Arrived):
            response = self._renderer.render(answer.page)
            remember(response, answer.token, self._settings)
        elif isinstance(answer, Download):
            response = Response(answer.chunks, mimetype=answer.mimetype)
            response.headers["Content-Disposition"] = f'attachment; filename="{answer.name}"'
            response.headers["Cache-Control"] = "no-store"
            response.headers["X-Content-Type-Options"] = "nosniff"
        else:
            response = self._renderer.render(answer, status)
        remember_browser(response, seen.browser, self._settings)
        return response

    @staticmethod
    def _to_entry(asked: Request) -> Response:
        return see_other(f"{ENTRY}?{urlencode({'to': asked.path})}")

    def _read(self, asked: Request, named: Mapping[str, str]) -> ConsoleRequest:
        browser = read_browser(asked, self._settings)
        token = session_token(asked, self._settings)
        known = self._known(token) if token else None
        actor = known.actor if known else _NOBODY
        desk = self._parts.desk
        locale = browser.locale or (known.administrator.locale if known else "fr")
        return ConsoleRequest(
            actor=actor,
            administrator=known.administrator if known else None,
            desk=desk,
            frame=Frame(
                locale=locale,
                portal=None,
                journey=None,
                csrf=csrf_token(self._parts.vault, browser),
                path=asked.full_path.rstrip("?"),
                languages=("fr", "en"),
            ),
            console=ConsoleFrame(
                administrator=known.administrator.name if known else None,
                sections=sections_for(actor, desk, asked.path) if known else (),
            ),
            browser=browser,
            network=network_of(remote_address(asked, self._settings.server)),
            named=named,
            query={name: tuple(values) for name, values in asked.args.lists()},
            typed={name: tuple(values) for name, values in asked.form.lists()},
            files=asked.files if asked.method == "POST" else {},
            session_token=token,
            notice=_notice(asked),
        )

    def _is_somebody(self, asked: Request) -> bool:
        token = session_token(asked, self._settings)
        return token is not None and self._known(token) is not None

    def _known(self, token: str) -> _Known | None:
        sessions = self._parts.administrator_sessions
        with self._parts.database.reading() as tx:
            session = sessions.find(tx, token)
            if session is None:
                return None
            administrator = self._parts.administrators.get(tx, session.administrator_id)
        if sessions.needs_touch(session):
            with self._parts.database.writing() as tx:
                sessions.touch(tx, session)
        return _Known(administrator, session, sessions.is_fresh(session))


def _notice(asked: Request) -> str | None:
    key = f"console_notices.{asked.args.get('notice', '')}"
    return key if asked.method == "GET" and key in words_in("fr") else None
