"""Converting a Flask request to the one that the protocol reads."""

import re
from io import BytesIO
from urllib.parse import unquote, unquote_to_bytes

from flask import Request, request
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

from idp.protocol.incoming import Incoming, Pairs
from idp.web.body import Input

_FORM = "application/x-www-form-urlencoded"
_MOST_FIELDS = 200
_LENGTH = re.compile(r"[0-9]{1,4000}")
"""`Content-Length` (RFC 9110 §8.6), as long as Python reads numbers."""


def current_request() -> Request:
    """Return the request that Flask answers, to functions that take it.

    Each read through Flask's proxy takes as long as all that is counted of a request.
    """
    this: Request = request._get_current_object()  # type: ignore[attr-defined] # noqa: SLF001 - documented
    return this


def header(request: Request, name: str) -> str | None:
    """Return a header of `request` as WSGI has it (PEP 3333); None without one.

    The first look at `request.headers` makes all that Werkzeug keeps of a request.
    """
    content: str | None = request.environ.get(f"HTTP_{name.upper().replace('-', '_')}")
    return content


def incoming(request: Request, body_bytes: int, *, certificate: bytes | None = None) -> Incoming:
    """Return the request as endpoints read it, with the `certificate` of its TLS client.

    Bytes that are no UTF-8 become lone surrogates, for `Parameters.check` to refuse. Raises
    RequestEntityTooLarge above `body_bytes`, BadRequest above 200 fields.
    """
    environ = request.environ
    query = environ.get("QUERY_STRING", "").encode("latin-1")
    form: Pairs = ()
    if request.method == "POST" and (
        environ.get("CONTENT_TYPE") == _FORM or request.mimetype == _FORM
    ):
        form = _pairs(_body(request, body_bytes))
    return Incoming(
        method=request.method,
        query=_pairs(query),
        form=form,
        authorization=environ.get("HTTP_AUTHORIZATION"),
        path=request.path,
        certificate=certificate,
        dpop=environ.get("HTTP_DPOP"),
        accept=environ.get("HTTP_ACCEPT"),
    )


def _body(request: Request, most: int) -> bytes:
    """Return the body, which stays readable for an endpoint that reads the form again."""
    environ = request.environ
    declared = environ.get("CONTENT_LENGTH", "")
    length = int(declared) if _LENGTH.fullmatch(declared) else None
    if "HTTP_TRANSFER_ENCODING" in environ:
        length = None  # RFC 9112 §6.3
    if length is None and "wsgi.input_terminated" not in environ:
        return b""
    if length is not None and length > most:
        raise RequestEntityTooLarge
    body = _read(environ["wsgi.input"], most + 1 if length is None else length)
    if len(body) > most:
        raise RequestEntityTooLarge
    if length is not None and len(body) < length:
        raise BadRequest
    environ["wsgi.input"] = BytesIO(body)
    return body


def _read(source: Input, size: int) -> bytes:
    """Return `size` bytes of `source`, or all when there are fewer."""
    body = source.read(size)
    while len(body) < size and (more := source.read(size - len(body))):
        body += more
    return body


def _pairs(encoded: bytes) -> Pairs:
    """Return the fields, as `urllib.parse.parse_qsl` does in three times the time."""
    if not encoded:
        return ()
    if encoded.count(b"&") >= _MOST_FIELDS:
        raise BadRequest
    fields = encoded.decode("utf-8", "surrogateescape").replace("+", " ").split("&")
    return tuple([_pair(field) for field in fields if field])


def _pair(field: str) -> tuple[str, str]:
    name, _, value = field.partition("=")
    return (_decoded(name), _decoded(value)) if "%" in field else (name, value)


def _decoded(text: str) -> str:
    if text.isascii():
        return unquote_to_bytes(text).decode("utf-8", "surrogateescape")
    return unquote(text, errors="surrogateescape")
