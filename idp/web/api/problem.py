"""Refusals as programs read them: problem details (RFC 9457)."""

import json

from flask import Response

from idp.errors import PersonError, Refused
from idp.translations import words_in

_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


def problem_response(
    status: int, code: str, detail: str, field: str | None = None, **more: object
) -> Response:
    """Return a problem; `code` is stable, `field` is the member of the request concerned."""
    content: dict[str, object] = {"status": status, "code": code, "detail": detail, **more}
    if field is not None:
        content["field"] = field
    return Response(
        json.dumps(content, ensure_ascii=False),
        status=status,
        mimetype="application/problem+json",
        headers=_HEADERS,
    )


def refused_response(error: Refused | PersonError) -> Response:
    """Return why an action was not done, in English: a program's log is read by its maker."""
    words = words_in("en")
    return problem_response(
        error.status, error.code, words.say(error.message_key, **error.values), error.field
    )
