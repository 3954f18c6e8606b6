"""Refusals as programs read them: problem details (RFC 9457)."""

import json

from flask import Response

from idp.administration.in_english import in_english
from idp.errors import PersonError, Refused

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
    return problem_response(error.status, error.code, in_english(error), error.field)
