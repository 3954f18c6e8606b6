"""Rendering a view as a page: its template, the words of its language, the headers."""

import json
import secrets
from functools import cache, partial
from urllib.parse import urlsplit

import jinja2
from flask import Response

from idp.normalisation.dates import day, moment, time_of_day
from idp.settings import Settings
from idp.shipped import TEMPLATES
from idp.translations import LOCALES, Words, words_in
from idp.web.disclosures import disclosures
from idp.web.static import static_uri
from idp.web.views import View


class Renderer:
    """Renders views; a missing variable or sentence is a fault, never left empty."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._words = {locale: words_in(locale) for locale in LOCALES}

    def render(self, page: View, status: int = 200) -> Response:
        """Return `page` in the language of its frame."""
        frame, nonce = page.frame, secrets.token_urlsafe(16)
        if frame is None:
            raise TypeError(f"{page.template} stands in no frame")
        template = _templates().get_template(page.template)
        body = template.render(
            page=page,
            frame=frame,
            service_name=self._settings.pages.name,
            t=partial(_say, self._words[frame.locale]),
            nonce=nonce,
        )
        return Response(
            body,
            status=status,
            mimetype="text/html",
            headers=self._headers(page, frame.locale, nonce),
        )

    def _headers(self, page: View, locale: str, nonce: str) -> dict[str, str]:
        headers = {
            "Content-Security-Policy": self._policy(page, nonce),
            "Content-Language": f"{locale}-CA",
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "SAMEORIGIN" if page.inert else "DENY",
            "Referrer-Policy": "no-referrer",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        }
        if self._settings.secure:
            headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        return headers

    def _policy(self, page: View, nonce: str) -> str:
        # Browsers apply form-action to every redirect that follows a form too, the portal's own
        # included. A journey ends at an address that was checked before: it may be plain HTTP, of
        # a native app on the user's machine (RFC 8252 §7.3), and the portal may redirect on.
        scheme = page.frame.app_scheme if page.frame else None
        forms = f"'self' https: http: {scheme}:" if scheme else "'self' https: http:"
        if page.inert:
            forms = "'none'"
        framers = "'self'" if page.inert else "'none'"
        frames = " ".join(sorted({_origin(each) for each in page.embedded})) or "'none'"
        return (
            f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; "
            f"img-src 'self' https: data:; connect-src 'self'; form-action {forms}; "
            f"frame-src {frames}; "
            f"base-uri 'none'; frame-ancestors {framers}"
        )


@cache
def _templates() -> jinja2.Environment:
    """Return the templates, which a process compiles once, however many applications it holds."""
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    templates.globals["static"] = static_uri
    templates.filters |= {
        "amount": _amount,
        "as_json": _as_json,
        "day": _day,
        "disclosures": disclosures,
        "moment": _moment,
        "time_of_day": _time_of_day,
    }
    return templates


@jinja2.pass_context
def _amount(context: jinja2.runtime.Context, number: int) -> str:
    """Return a number as the language of the page groups its digits: `12 345` or `12,345`."""
    return (
        f"{number:,}" if context["frame"].locale == "en" else f"{number:,}".replace(",", "\u202f")
    )


@jinja2.pass_context
def _day(context: jinja2.runtime.Context, seconds: int | None) -> str:
    """Return a day in the language of the page; nothing for None."""
    return "" if seconds is None else day(seconds, context["frame"].locale)


@jinja2.pass_context
def _moment(context: jinja2.runtime.Context, seconds: int | None) -> str:
    """Return a day and time of day in the language of the page; nothing for None."""
    return "" if seconds is None else moment(seconds, context["frame"].locale)


@jinja2.pass_context
def _time_of_day(context: jinja2.runtime.Context, seconds: int) -> str:
    """Return a time of day in the language of the page."""
    return time_of_day(seconds, context["frame"].locale)


def _say(words: Words, key: str, **values: object) -> str:
    """Return a sentence; the second `at` is written out, `retry_at` as a `day` and a `time`."""
    if isinstance(at := values.get("at"), int):
        values["at"] = moment(at, words.locale)
    if isinstance(retry_at := values.get("retry_at"), int):
        written = {"day": day(retry_at, words.locale), "time": time_of_day(retry_at, words.locale)}
        return words.say(key, **values, **written)
    return words.say(key, **values)


def _as_json(content: object) -> str:
    """Return JSON for people to read."""
    return json.dumps(content, indent=2, ensure_ascii=False)


def _origin(uri: str) -> str:
    if uri.startswith("/"):
        return "'self'"
    parts = urlsplit(uri)
    return f"{parts.scheme}://{parts.netloc}"
