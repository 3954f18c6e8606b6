"""Converting the answers of endpoints to Flask responses."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from flask import Response
from msgspec import json
from typing_extensions import override
from werkzeug.datastructures import Headers

from idp.journeys.arrival import GoTo, Outcome
from idp.protocol.errors import InvalidClientError, ProtocolError
from idp.web.framing import bare_frame
from idp.web.rendering import Renderer
from idp.web.views import FormPostView

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_UNAUTHORIZED = 401
_Fields = tuple[tuple[str, str], ...]
_JSON: _Fields = (("Content-Type", "application/json"),)
_NO_STORE: _Fields = (("Cache-Control", "no-store"), ("Pragma", "no-cache"))
_PLAIN: _Fields = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    # Tokens travel in headers and bodies, never in cookies: any origin may call (RFC 9700 §2.6).
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", "DPoP-Nonce, WWW-Authenticate, x-fapi-interaction-id"),
)
_ANSWER: _Fields = (*_JSON, *_PLAIN, *_NO_STORE)
_REDIRECT: _Fields = (
    ("Content-Type", "text/html; charset=utf-8"),
    ("Referrer-Policy", "no-referrer"),
    *_NO_STORE,
)


class _SoundHeaders(Headers):
    """Headers that begin with fields of ours, which Werkzeug would check one by one.

    It takes them no other way than in its private list; those that are added are checked.
    """

    def __init__(self, fields: Iterable[tuple[str, str]] = ()) -> None:
        self._list = list(fields)


class _AsWritten(Response):
    """A response in one piece, whose headers are sent unchanged; not for 204 or 304.

    Werkzeug would copy them all first, look for what must be repaired, and take apart a redirect's
    URI, where nothing is wrong that we registered or encoded: a third of a short answer's time.
    """

    def __init__(self, body: bytes, fields: _Fields, status: int = 200) -> None:
        # What its own does, which also looks for what none of these lacks.
        self.headers = _SoundHeaders((*fields, ("Content-Length", str(len(body)))))
        self._status, self._status_code = _status(status), status
        self.response, self.direct_passthrough = [body], True
        self._on_close = []

    @override
    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        pieces: Iterable[Any] = () if environ["REQUEST_METHOD"] == "HEAD" else self.response
        start_response(self._status, [*self.headers])
        return pieces


@cache
def _status(code: int) -> str:
    return Response(status=code).status


def json_response(
    content: Mapping[str, Any] | Sequence[Any],
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return `content` as JSON that no cache keeps (RFC 6749 §5.1)."""
    response = _AsWritten(json.encode(content), _ANSWER, status)
    if headers:
        response.headers.update(headers)
    return response


def preflight_response() -> Response:
    """Return the answer to a CORS preflight of a single-page application (Fetch standard §3.2)."""
    headers = {
        "Access-Control-Allow-Methods": "GET, POST",
        "Access-Control-Allow-Headers": (
            "authorization, content-type, dpop, x-fapi-interaction-id"
        ),
        "Access-Control-Max-Age": "86400",
    }
    return json_response({}, 200, headers)


def jwt_response(token: str, media_type: str) -> Response:
    """Return a response that is one JWT, which no cache keeps."""
    return _AsWritten(token.encode(), (("Content-Type", media_type), *_PLAIN, *_NO_STORE))


def published_response(body: bytes, etag: str, max_age: int, seen: str | None) -> Response:
    """Return a public JSON document that caches may keep for `max_age` seconds."""
    kept = f"public, max-age={max_age}, must-revalidate"
    fields = (*_PLAIN, ("Cache-Control", kept), ("ETag", etag))
    if seen is not None and etag in seen:
        return Response(status=304, headers=fields)
    return _AsWritten(body, (*_JSON, *fields))


def error_response(error: ProtocolError, status: int | None = None) -> Response:
    """Return `error` as RFC 6749 §5.2 writes it, with a more exact `status` when there is one."""
    headers = {**error.headers}
    if isinstance(error, InvalidClientError):
        headers["WWW-Authenticate"] = 'Basic realm="parvis"'
    content = {"error": error.code}
    if error.description:
        content["error_description"] = error.description
    return json_response(content, status or error.status, headers)


def bearer_error_response(error: ProtocolError) -> Response:
    """Return `error` of an endpoint that takes a bearer token (RFC 6750 §3)."""
    response = error_response(error)
    if error.status == _UNAUTHORIZED:
        # §3.1: no error code for a request without a token.
        code = f', error="{error.code}"' if error.description else ""
        response.headers["WWW-Authenticate"] = f'Bearer realm="parvis"{code}'
    return response


def empty_response() -> Response:
    """Return 204."""
    return Response(status=204, headers=(*_PLAIN, *_NO_STORE))


def outcome_response(outcome: Outcome, locale: str | None, renderer: Renderer) -> Response:
    """Return the redirect to a page of ours, or the answer to the portal by redirect or form.

    The form's page is in `locale`, for a browser without scripts.
    """
    if isinstance(outcome, GoTo):
        return see_other(outcome.uri)
    if outcome.is_form_post:
        frame = bare_frame(locale)
        page = FormPostView(frame=frame, action=outcome.to.redirect_uri, fields=outcome.fields)
        return renderer.render(page)
    return see_other(outcome.location)


_IN_URI = "%/:?#[]@!$&'()*+,;=~"
_URI = re.compile(f"[A-Za-z0-9._{re.escape(_IN_URI)}-]*")


def download_response(name: str, media_type: str, pieces: Iterable[bytes]) -> Response:
    """Return a file with one person's data, sent while it is written; `name` is plain ASCII."""
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Resource-Policy": "same-origin",
        **dict(_NO_STORE),
    }
    return Response(pieces, mimetype=media_type, headers=headers)


def see_other(uri: str) -> Response:
    """Redirect by 303, so that a form is not posted again (RFC 9700 §4.12)."""
    if not _URI.fullmatch(uri):
        # A requested path that was decoded: encode again what no header can hold.
        uri = quote(uri.encode("utf-8", "replace"), safe=_IN_URI)
    return _AsWritten(b"", (*_REDIRECT, ("Location", uri)), 303)
