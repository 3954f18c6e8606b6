"""Converting a Flask request to the one that the protocol reads."""

from urllib.parse import parse_qsl

from flask import Request, request
from werkzeug.exceptions import BadRequest

from idp.protocol.incoming import Incoming, Pairs

_FORM = "application/x-www-form-urlencoded"
_MOST_FIELDS = 200


def current_request() -> Request:
    """Return the request that Flask answers, to functions that take it.

    Each read through Flask's proxy takes as long as all that is counted of a request.
    """
    this: Request = request._get_current_object()  # type: ignore[attr-defined] # noqa: SLF001 - documented
    return this


def incoming(request: Request, body_bytes: int, *, certificate: bytes | None = None) -> Incoming:
    """Return the request as endpoints read it, with the `certificate` of its TLS client.

    Bytes that are no UTF-8 become lone surrogates, for `Parameters.check` to refuse. Raises
    RequestEntityTooLarge above `body_bytes`, BadRequest above 200 fields.
    """
    environ = request.environ
    query = environ.get("QUERY_STRING", "").encode("latin-1")
    form: Pairs = ()
    if request.method == "POST" and request.mimetype == _FORM:
        # Werkzeug stops at the request's end and the limit, whatever the server lets through, and
        # keeps the bytes for an endpoint that reads the form again.
        request.max_content_length = body_bytes
        form = _pairs(request.get_data())
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
