"""Our cookies in a browser: its id, its session, its language; and CSRF tokens.

The id binds forms (CSRF) and proofs of addresses to one browser. It authorizes nothing by itself.
"""

import hmac
import re
from urllib.parse import urlsplit

from flask import Request, Response
from msgspec.structs import replace

from idp.clock import DAY
from idp.discreet import Discreet, Hidden
from idp.ids import hashed, new_id
from idp.keys import Vault
from idp.protocol.session_management import browser_state
from idp.settings import Settings
from idp.untrusted import split_uri

_ID = re.compile(r"[A-Za-z0-9_-]{22}")
_LONGEST_TOKEN = 64
_BROWSER_SECONDS = 400 * DAY  # the longest that browsers keep a cookie
_ATTESTED = ".attested"
CSRF_FIELD = "csrf"
SIGNED_OUT = "-"
"""The browser's state when nobody is signed in."""


class Browser(Discreet, frozen=True):
    """The browser that sent a request.

    `locale` is the language that was chosen in it, None when none was; `attested` says that its
    user attested to be entitled to another language than French. `portal` is the client that
    sent it last: used only as the way back when a journey is forgotten.
    """

    id: Hidden[str]
    is_new: bool
    session_token: Hidden[str | None]
    locale: str | None = None
    attested: bool = False
    portal: str | None = None
    state: str | None = None
    """The session state by which portals' pages see that the session changed."""

    def speaking(self, locale: str, *, attested: bool) -> "Browser":
        """Return this browser after its user chose `locale`."""
        return replace(self, locale=locale, attested=attested or self.attested)


def read_browser(request: Request, settings: Settings) -> Browser:
    """Return the browser that `request` comes from; one that brings no id is given a new one."""
    cookies = _cookies(request, settings)
    browser_id = cookies.get("browser", "")
    is_known = _ID.fullmatch(browser_id) is not None
    token = cookies.get("session") or None
    locale, attested = _language(cookies.get("language", ""))
    return Browser(
        id=browser_id if is_known else new_id(),
        is_new=not is_known,
        session_token=token if token is None or len(token) <= _LONGEST_TOKEN else None,
        locale=locale,
        attested=attested,
        portal=cookies.get("portal"),
        state=cookies.get("state"),
    )


def remember_browser(response: Response, browser: Browser, settings: Settings) -> None:
    """Set the id of a new browser; a known one keeps its own."""
    if browser.is_new:
        set_cookie(response, "browser", browser.id, _BROWSER_SECONDS, settings)


def remember_session(
    response: Response, token: str, max_age_seconds: int | None, settings: Settings
) -> None:
    """Set the cookie of a new session; without `max_age_seconds`, until the browser is closed."""
    set_cookie(response, "session", token, max_age_seconds, settings)
    _set_state(response, browser_state(hashed(token)), max_age_seconds, settings)


def renew_state(response: Response, browser: Browser, settings: Settings) -> None:
    """Set the session state of a browser that lost it, for the session that was just used."""
    if browser.session_token is None:
        return
    state = browser_state(hashed(browser.session_token))
    if browser.state != state:
        _set_state(response, state, None, settings)


def farewell(response: Response, settings: Settings) -> None:
    """Clear the session's cookie, and the browser's cache of our pages."""
    set_cookie(response, "session", "", 0, settings)
    note_signed_out(response, settings)


def note_signed_out(response: Response, settings: Settings) -> None:
    """Set the session state to signed out, and clear the browser's cache of our pages."""
    _set_state(response, SIGNED_OUT, None, settings)
    # ASVS 14.3.1
    response.headers["Clear-Site-Data"] = '"cache"'


def remember_language(response: Response, browser: Browser, settings: Settings) -> None:
    """Keep the language that was chosen in this browser."""
    value = f"{browser.locale or 'fr'}{_ATTESTED if browser.attested else ''}"
    set_cookie(response, "language", value, _BROWSER_SECONDS, settings)


def remember_portal(response: Response, portal: str, settings: Settings) -> None:
    """Keep which portal sent the browser."""
    set_cookie(response, "portal", portal, _BROWSER_SECONDS, settings)


def csrf_token(vault: Vault, browser: Browser) -> str:
    """Return the CSRF token of every form of ours in `browser`."""
    return vault.mac("csrf", browser.id).hex()


def is_our_form(request: Request, vault: Vault, browser: Browser) -> bool:
    """Tell whether a page of ours, shown in this browser, sent this form."""
    typed = request.form.get(CSRF_FIELD, "")
    expected = csrf_token(vault, browser)
    return hmac.compare_digest(typed.encode("utf-8", "surrogatepass"), expected.encode())


def comes_from_elsewhere(request: Request, settings: Settings) -> bool:
    """Tell whether the browser says that another site sent this form (Fetch Metadata, `Origin`).

    `Origin: null` says nothing: it is what our own pages send under `no-referrer`.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    if origin in (None, "null"):
        return False
    ours = {urlsplit(settings.server.issuer).netloc, request.host}
    return split_uri(origin).netloc not in ours


def is_navigation(request: Request) -> bool:
    """Tell whether the browser will show the answer as its page, and no script read it."""
    return request.headers.get("Sec-Fetch-Dest", "document") == "document"


def state_cookie(settings: Settings) -> str:
    """Return the name of the cookie that the script of `/session/check` reads."""
    return _name("state", settings)


def _language(cookie: str) -> tuple[str | None, bool]:
    locale = cookie.removesuffix(_ATTESTED)
    return (locale if locale in {"fr", "en"} else None), cookie.endswith(_ATTESTED)


def cookie_of(request: Request, name: str, settings: Settings) -> str:
    """Return the value of our cookie `name`; empty when the browser sent none."""
    return _cookies(request, settings).get(name, "")


def _cookies(request: Request, settings: Settings) -> dict[str, str]:
    """Return our cookies, the first of each (RFC 6265 §5.4), by what `_name` makes a name of.

    No value of ours is quoted or encoded; Werkzeug takes five times as long to look for that.
    """
    prefix = _name("", settings)
    found: dict[str, str] = {}
    for pair in request.environ.get("HTTP_COOKIE", "").split(";"):
        name, _, value = pair.strip().partition("=")
        if name.startswith(prefix):
            found.setdefault(name.rstrip()[len(prefix) :], value.lstrip())
    return found


def _name(name: str, settings: Settings) -> str:
    # `__Host-` promises that no neighbouring host planted the cookie; it needs TLS.
    return f"__Host-parvis-{name}" if settings.secure else f"parvis-{name}"


def set_cookie(
    response: Response, name: str, value: str, max_age_seconds: int | None, settings: Settings
) -> None:
    """Set our cookie `name`, HttpOnly; without `max_age_seconds`, until the browser is closed."""
    response.set_cookie(
        _name(name, settings),
        value,
        max_age=max_age_seconds,
        path="/",
        secure=settings.secure,
        httponly=True,
        samesite="Lax",
    )


def _set_state(
    response: Response, state: str, max_age_seconds: int | None, settings: Settings
) -> None:
    # Read by a script, in a frame on portals' pages.
    response.set_cookie(
        state_cookie(settings),
        state,
        max_age=max_age_seconds,
        path="/",
        secure=settings.secure,
        httponly=False,
        samesite="None" if settings.secure else "Lax",
    )
