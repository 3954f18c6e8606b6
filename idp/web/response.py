"""Converting the answers of endpoints to Flask responses."""

import re
from collections.abc import Iterable, Mapping, Sequence
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
    from _typeshed.wsgi import WSGIEnvironment

_UNAUTHORIZED = 401
_NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}
_PLAIN = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    # Tokens travel in headers and bodies, never in cookies: any origin may call (RFC 9700 §2.6).
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "DPoP-Nonce, WWW-Authenticate, x-fapi-interaction-id",
}


class _AsWritten(Response):
    """A response whose headers are sent unchanged, `Content-Length` included; not for 204 or 304.

    Werkzeug would copy them all first, look for what must be repaired (a tenth of a short answer's
    time), and take apart a redirect's URI, where nothing is wrong that we registered or encoded.
    """

    @override
    def get_wsgi_headers(self, environ: "WSGIEnvironment") -> Headers:
        return self.headers


def json_response(
    content: Mapping[str, Any] | Sequence[Any],
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return `content` as JSON that no cache keeps (RFC 6749 §5.1)."""
    return _AsWritten(
        json.encode(content),
        status=status,
        mimetype="application/json",
        headers={**_PLAIN, **_NO_STORE, **(headers or {})},
    )


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
    return _AsWritten(token, mimetype=media_type, headers={**_PLAIN, **_NO_STORE})


def published_response(body: bytes, etag: str, max_age: int, seen: str | None) -> Response:
    """Return a public JSON document that caches may keep for `max_age` seconds."""
    headers = {
        **_PLAIN,
        "Cache-Control": f"public, max-age={max_age}, must-revalidate",
        "ETag": etag,
    }
    if seen is not None and etag in seen:
        return Response(status=304, headers=headers)
    return _AsWritten(body, mimetype="application/json", headers=headers)


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
    return Response(status=204, headers={**_PLAIN, **_NO_STORE})


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
        **_NO_STORE,
    }
    return Response(pieces, mimetype=media_type, headers=headers)


def see_other(uri: str) -> Response:
    """Redirect by 303, so that a form is not posted again (RFC 9700 §4.12)."""
    headers = {**_NO_STORE, "Referrer-Policy": "no-referrer", "Content-Length": "0"}
    if not _URI.fullmatch(uri):
        # A requested path that was decoded: encode again what no header can hold.
        uri = quote(uri.encode("utf-8", "replace"), safe=_IN_URI)
    return _AsWritten(status=303, headers={**headers, "Location": uri})
