"""GET and POST /logout, and the answer to its confirmation page.

A session is ended by its person, on our page, or by a portal that sends its ID token. A request
without a session proves nothing: a browser omits the cookie (`SameSite=Lax`) from another site's
POST.
"""

from urllib.parse import urlencode

from flask import Flask, Response, request
from msgspec.structs import replace

from idp.errors import PersonError
from idp.ids import new_id
from idp.journeys.language import spoken
from idp.journeys.sent_form import form_key
from idp.journeys.sign_out import SignedOut
from idp.protocol.end_session import CARRIED, PATH, LogoutRequest
from idp.web.browser import (
    Browser,
    comes_from_elsewhere,
    csrf_token,
    farewell,
    is_our_form,
    note_signed_out,
    read_browser,
    remember_browser,
)
from idp.web.frame.answer import FormResult
from idp.web.frame.kept_forms import KeptForms, named
from idp.web.framing import bare_frame
from idp.web.rendering import Renderer
from idp.web.request import incoming
from idp.web.response import see_other
from idp.web.sent_twice import SentTwice
from idp.web.views import Frame, SignedOutView, SignOutView
from idp.wiring import Provider

_CONFIRM_PATH = f"{PATH}/confirm"


def mount_end_session(app: Flask, provider: Provider, renderer: Renderer) -> None:
    """Sign people out for a portal, after confirmation unless its ID token names the session."""
    page = _EndSessionPage(provider, renderer)
    app.add_url_rule(PATH, view_func=page.logout, methods=["GET", "POST"])
    app.add_url_rule(_CONFIRM_PATH, view_func=page.confirm, methods=["POST"])
    app.add_url_rule(_CONFIRM_PATH, view_func=page.signed_out, methods=["GET"])


class _EndSessionPage:
    def __init__(self, provider: Provider, renderer: Renderer) -> None:
        self._provider = provider
        self._settings = provider.settings
        self._renderer = renderer
        self._kept_forms = KeptForms(provider)
        self._sent_twice = SentTwice(provider)

    def logout(self) -> Response:
        asked = self._asked()
        token = read_browser(request, self._settings).session_token
        if request.method == "POST" and asked.sid is None and token is None:
            # The browser sends the cookie with the GET, if there is one.
            return see_other(self._address())
        # RP-Initiated Logout §2: the token proves which session is meant, in any browser.
        done = (
            self._provider.journeys.sign_out.end(asked.sid)
            if asked.sid is not None
            else SignedOut()
        )
        # Any other session is ended only by its person.
        return self._ask(asked, done) if self._is_alive(token) else self._leave(asked, done)

    def confirm(self) -> Response:
        browser = read_browser(request, self._settings)
        asked = self._asked()
        if comes_from_elsewhere(request, self._settings) or not is_our_form(
            request, self._provider.vault, browser
        ):
            raise PersonError("PRV-FORM-STALE", "errors.form_stale")
        sign_out = self._provider.journeys.sign_out.sign_out
        key = form_key(browser.id, _CONFIRM_PATH, request.form)
        return self._sent_twice.answer(
            key, lambda: self._leave(asked, sign_out(browser.session_token))
        )

    def signed_out(self) -> Response:
        """Show what a form led to; without it, whether the browser is signed in."""
        browser = read_browser(request, self._settings)
        kept = self._kept_forms.find(request, browser.id, _CONFIRM_PATH)
        if not isinstance(kept, FormResult):
            return see_other(PATH)
        return self._page(kept)

    def _asked(self) -> LogoutRequest:
        return self._provider.protocol.end_session.read(
            incoming(request, self._settings.server.body_bytes)
        )

    def _carried(self) -> tuple[tuple[str, str], ...]:
        return tuple(
            (name, value) for name in CARRIED if (value := request.values.get(name)) is not None
        )

    def _address(self) -> str:
        return f"{PATH}?{urlencode(self._carried())}".removesuffix("?")

    def _locale(self, asked: LogoutRequest, browser: Browser) -> str:
        requested = request.values.get("ui_locales")
        return spoken(asked.client, browser.locale, requested, attested=browser.attested)

    def _frame(self, asked: LogoutRequest, browser: Browser) -> Frame:
        """Return the frame of the question: its language switch leads back to it."""
        csrf = csrf_token(self._provider.vault, browser)
        frame = bare_frame(self._locale(asked, browser), csrf=csrf, path=self._address())
        return replace(frame, shown=new_id())

    def _is_alive(self, token: str | None) -> bool:
        if token is None:
            return False
        with self._provider.database.reading() as tx:
            return self._provider.directory.sessions.find(tx, token) is not None

    def _ask(self, asked: LogoutRequest, done: SignedOut) -> Response:
        browser = read_browser(request, self._settings)
        if request.method == "POST" and not done.frames:
            return see_other(self._address())
        page = SignOutView(
            frame=self._frame(asked, browser),
            action=_CONFIRM_PATH,
            carried=self._carried(),
            embedded=done.frames,
        )
        response = self._renderer.render(page)
        remember_browser(response, browser, self._settings)
        return response

    def _leave(self, asked: LogoutRequest, done: SignedOut) -> Response:
        browser = read_browser(request, self._settings)
        if asked.return_uri is not None and not done.frames:
            response = see_other(asked.return_uri)
        else:
            result = FormResult(
                frames=done.frames,
                return_uri=asked.return_uri or "",
                locale=self._locale(asked, browser),
            )
            response = self._shown(result, browser) or self._page(result)
        if browser.session_token is not None:
            farewell(response, self._settings)
        elif asked.sid is not None:
            # The request did not name the browser's session; the ended one is invalid there.
            note_signed_out(response, self._settings)
        return response

    def _shown(self, result: FormResult, browser: Browser) -> Response | None:
        """Return the redirect that a form is answered by; None when its result is too long."""
        if request.method != "POST":
            return None
        kept = self._kept_forms.keep(request, result, browser.id, _CONFIRM_PATH)
        if kept is None:
            return None
        attempt, text = kept
        response = see_other(named(_CONFIRM_PATH, attempt))
        self._kept_forms.give(response, text)
        remember_browser(response, browser, self._settings)
        return response

    def _page(self, result: FormResult) -> Response:
        page = SignedOutView(
            frame=bare_frame(result.locale),
            embedded=result.frames,
            return_uri=result.return_uri or None,
        )
        return self._renderer.render(page)
