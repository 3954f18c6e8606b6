"""The demo's protected resource: a register of absences that other programs read and write.

An independent program, and an example: this file is what it does, `access_token.py` who may,
`dpop_proof.py` one way to prove it, `token_issuer.py` whom we ask. Run with the path of its
settings (JSON).
"""

import json
import re
import sys
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Any
from uuid import uuid4

from access_token import Access, AccessTokens, Refused, Settings
from flask import Flask, Response, request
from token_issuer import Unreachable
from werkzeug.exceptions import HTTPException
from werkzeug.serving import make_server

_INTERACTION = "x-fapi-interaction-id"
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_LONGEST_BODY = 64 * 1024

Answer = tuple[dict[str, Any], int] | tuple[dict[str, Any], int, dict[str, str]]
Route = Callable[[Access], Answer]


def create_resource(settings: Settings) -> Flask:
    """Return the application. What it is told it keeps in memory."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = _LONGEST_BODY
    tokens = AccessTokens(settings)
    absences: dict[str, set[str]] = defaultdict(set)

    def needs(scope: str, *, asks: bool = False) -> Callable[[Route], Callable[[], Answer]]:
        """Let the route answer only whoever shows a token for `scope`."""

        def protect(route: Route) -> Callable[[], Answer]:
            @wraps(route)
            def answer() -> Answer:
                return route(tokens.read(request, scope, asks=asks))

            return answer

        return protect

    @app.get("/absences")
    @needs("absences.read")
    def list_absences(access: Access) -> Answer:
        return {"absences": sorted(absences[access.subject])}, 200

    # What changes something asks whether the token still stands: its grant may be over.
    @app.post("/absences")
    @needs("absences.write", asks=True)
    def report_absence(access: Access) -> Answer:
        try:
            day = date.fromisoformat(request.get_json()["day"])
        except (TypeError, KeyError, ValueError):
            return {"error": "day must be YYYY-MM-DD"}, 422
        absences[access.subject].add(str(day))
        return {"day": str(day)}, 201

    _explain(app)
    return app


def _explain(app: Flask) -> None:
    """Have every answer be JSON, whatever `Accept` says, and named as its request is."""

    @app.errorhandler(Refused)
    def refuse(refused: Refused) -> Answer:
        told = {"error": refused.error, "error_description": refused.why} if refused.error else {}
        return told, refused.status, refused.headers

    @app.errorhandler(Unreachable)
    def wait(_: Unreachable) -> Answer:
        return {"error": "the issuer does not answer"}, 503, {"Retry-After": "5"}

    @app.errorhandler(HTTPException)
    def explain(error: HTTPException) -> Answer:
        return {"error": error.name}, error.code or 500

    @app.after_request
    def name(response: Response) -> Response:
        # By this UUID the logs of both sides can be compared; nothing else is sent back.
        sent = request.headers.get(_INTERACTION, "")
        response.headers[_INTERACTION] = sent if _UUID.fullmatch(sent) else str(uuid4())
        response.headers["Cache-Control"] = "no-store"
        return response


def main() -> None:
    """Serve on loopback until told to stop."""
    settings = Settings(**json.loads(Path(sys.argv[1]).read_text("utf-8")))
    app = create_resource(settings)
    make_server("127.0.0.1", settings.port, app, threaded=True).serve_forever()


if __name__ == "__main__":
    main()
