"""The static files of pages: read once, versioned by their content, cached by browsers."""

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, Response, abort, request
from msgspec import Struct

from idp.wiring import Provider

_FOLDER = Path(__file__).parent.parent / "static"
_FOREVER = "public, max-age=31536000, immutable"
_BRIEFLY = "public, max-age=300"
# Said here: Python would read what this machine says of a thousand other endings.
_MEDIA_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


class StaticFile(Struct, frozen=True):
    """One file, as it is sent; `version` changes whenever its content does."""

    body: bytes
    mimetype: str
    version: str


def mount_static(app: Flask, _provider: Provider) -> None:
    """Answer /static/."""
    files = _files()

    @app.get("/static/<path:name>")
    def static_file(name: str) -> Response:
        file = files.get(name)
        if file is None:
            abort(404)
        kept = _FOREVER if request.args.get("v") == file.version else _BRIEFLY
        headers = {
            "Cache-Control": kept,
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "same-origin",
            # An SVG image opened as a page of its own runs no script either.
            "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
        }
        return Response(file.body, mimetype=file.mimetype, headers=headers)


def static_uri(name: str) -> str:
    """Return the address of a file under `idp/static`. Raises KeyError when there is none."""
    return f"/static/{name}?v={_files()[name].version}"


@cache
def _files() -> dict[str, StaticFile]:
    found = {}
    for path in sorted(_FOLDER.rglob("*")):
        if path.is_file():
            body = path.read_bytes()
            found[path.relative_to(_FOLDER).as_posix()] = StaticFile(
                body=body,
                mimetype=_MEDIA_TYPES[path.suffix],
                version=hashlib.sha256(body).hexdigest()[:12],
            )
    return found
