"""GET and POST /logout, and the answer to the question it may ask."""

from flask import Flask, Response, request

from idp.doors.browser import (
    comes_from_elsewhere,
    csrf_token,
    farewell,
    is_our_form,
    read_browser,
    remember_browser,
)
from idp.doors.framing import bare_frame
from idp.doors.rendering import Renderer
from idp.doors.request import incoming
from idp.doors.response import see_other
from idp.doors.views import SignedOutPage, SignOutPage
from idp.errors import PersonError
from idp.parts import Parts
from idp.protocol.end_session import LogoutRequest

_CONFIRM_PATH = "/logout/confirm"
_CARRIED = ("id_token_hint", "client_id", "post_logout_redirect_uri", "state")


def mount_end_session(app: Flask, parts: Parts, renderer: Renderer) -> None:
    """Sign people out when a portal asks, after asking them unless the portal proved itself."""
    door = _EndSessionDoor(parts, renderer)
    app.add_url_rule("/logout", view_func=door.logout, methods=["GET", "POST"])
    app.add_url_rule(_CONFIRM_PATH, view_func=door.confirm, methods=["POST"])


class _EndSessionDoor:
    def __init__(self, parts: Parts, renderer: Renderer) -> None:
        self._parts = parts
        self._settings = parts.settings
        self._renderer = renderer

    def logout(self) -> Response:
        asked = self._asked()
        sid = self._sid()
        # RP-Initiated Logout §2: without a token that names this session the person is asked,
        # or any page on the web could sign people out.
        return self._end(asked) if sid in (None, asked.sid) else self._ask()

    def confirm(self) -> Response:
        browser = read_browser(request, self._settings)
        asked = self._asked()
        if comes_from_elsewhere(request, self._settings) or not is_our_form(
            request, self._parts.vault, browser
        ):
            raise PersonError("PRV-FORM-STALE", "errors.form_stale")
        return self._end(asked)

    def _asked(self) -> LogoutRequest:
        return self._parts.end_session.read(incoming(request, self._settings.server.body_bytes))

    def _sid(self) -> str | None:
        token = read_browser(request, self._settings).session_token
        if token is None:
            return None
        with self._parts.database.reading() as transaction:
            session = self._parts.sessions.find(transaction, token)
        return session.sid if session else None

    def _ask(self) -> Response:
        browser = read_browser(request, self._settings)
        frame = bare_frame(browser.locale, csrf=csrf_token(self._parts.vault, browser))
        carried = tuple(
            (name, value) for name in _CARRIED if (value := request.values.get(name)) is not None
        )
        page = SignOutPage(frame=frame, action=_CONFIRM_PATH, carried=carried)
        response = self._renderer.render(page)
        remember_browser(response, browser, self._settings)
        return response

    def _end(self, asked: LogoutRequest) -> Response:
        browser = read_browser(request, self._settings)
        done = self._parts.sign_out.sign_out(browser.session_token)
        if asked.return_uri is not None and not done.frames:
            response = see_other(asked.return_uri)
        else:
            page = SignedOutPage(
                frame=bare_frame(browser.locale),
                embedded=done.frames,
                return_uri=asked.return_uri,
            )
            response = self._renderer.render(page)
        farewell(response, self._settings)
        return response
