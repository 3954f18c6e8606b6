"""From a Flask request to what the protocol reads."""

from urllib.parse import parse_qsl

from flask import Request
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

from idp.protocol.incoming import Incoming, Pairs

_FORM = "application/x-www-form-urlencoded"
_MOST_FIELDS = 200


def incoming(request: Request, body_bytes: int) -> Incoming:
    """Return the request as endpoints see it.

    Bytes that are no UTF-8 become lone surrogates, for `Parameters.check` to refuse. Raises
    RequestEntityTooLarge above `body_bytes`, BadRequest above 200 fields.
    """
    environ = request.environ
    query = environ.get("QUERY_STRING", "").encode("latin-1")
    form: Pairs = ()
    if request.method == "POST" and environ.get("CONTENT_TYPE", "").startswith(_FORM):
        form = _pairs(_body(request, body_bytes))
    return Incoming(
        method=request.method,
        query=_pairs(query),
        form=form,
        authorization=environ.get("HTTP_AUTHORIZATION"),
    )


def _body(request: Request, limit: int) -> bytes:
    length = request.content_length
    if length is not None and length > limit:
        raise RequestEntityTooLarge
    body = request.environ["wsgi.input"].read(limit + 1 if length is None else length)
    if len(body) > limit:
        raise RequestEntityTooLarge
    return bytes(body)


def _pairs(encoded: bytes) -> Pairs:
    if not encoded:
        return ()
    text = encoded.decode("utf-8", "surrogateescape")
    try:
        return tuple(
            parse_qsl(
                text,
                keep_blank_values=True,
                errors="surrogateescape",
                max_num_fields=_MOST_FIELDS,
            )
        )
    except ValueError as error:
        raise BadRequest from error
