"""GET and POST /logout, and the answer to the question it may ask."""

from flask import Flask, Response, request

from idp.accounts import Session
from idp.doors.browser import (
    comes_from_elsewhere,
    csrf_token,
    forget_session,
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
from idp.journeys.sign_out import SignOut
from idp.parts import Parts
from idp.protocol.end_session import LogoutRequest

_CARRIED = ("id_token_hint", "client_id", "post_logout_redirect_uri", "state")


def mount_end_session(app: Flask, parts: Parts, renderer: Renderer) -> None:
    """Sign people out when a portal asks, after asking them unless the portal proved itself."""
    settings = parts.settings
    limit = settings.server.body_bytes
    sign_out = SignOut(
        database=parts.database, sessions=parts.sessions, clock=parts.clock
    )

    @app.route("/logout", methods=["GET", "POST"])
    def logout() -> Response:
        asked = parts.end_session.read(incoming(request, limit))
        session = _session()
        # RP-Initiated Logout §2: without a token that names this session the person is asked,
        # or any page on the web could sign people out.
        if session is not None and asked.sid != session.sid:
            return _ask()
        return _end(asked)

    @app.post("/logout/confirm")
    def confirm() -> Response:
        browser = read_browser(request, settings)
        asked = parts.end_session.read(incoming(request, limit))
        if comes_from_elsewhere(request, settings) or not is_our_form(
            request, parts.vault, browser
        ):
            raise PersonError("PRV-FORM-STALE", "errors.form_stale")
        return _end(asked)

    def _session() -> Session | None:
        token = read_browser(request, settings).session_token
        if token is None:
            return None
        with parts.database.reading() as transaction:
            return parts.sessions.find(transaction, token)

    def _ask() -> Response:
        browser = read_browser(request, settings)
        frame = bare_frame(browser.locale, csrf=csrf_token(parts.vault, browser))
        carried = tuple(
            (name, value) for name in _CARRIED if (value := request.values.get(name)) is not None
        )
        response = renderer.render(
            SignOutPage(frame=frame, action="/logout/confirm", carried=carried)
        )
        remember_browser(response, browser, settings)
        return response

    def _end(asked: LogoutRequest) -> Response:
        browser = read_browser(request, settings)
        sign_out.sign_out(browser.session_token)
        if asked.return_uri is not None:
            response = see_other(asked.return_uri)
        else:
            response = renderer.render(SignedOutPage(frame=bare_frame(browser.locale)))
        forget_session(response, settings)
        # Whatever a page of ours left in the browser's cache goes as well (ASVS 14.3.1).
        response.headers["Clear-Site-Data"] = '"cache"'
        return response
