"""What a request says, in the words of WSGI (PEP 3333)."""

import sys
from functools import lru_cache
from typing import Any

from idp.serving.granian._granian import Scope

_WITHOUT_PREFIX = {"CONTENT_TYPE", "CONTENT_LENGTH"}
_WHO_ASKS = ("host", "authorization", "content-type", "dpop", "x-forwarded-for", "forwarded")


class UnsaidError(Exception):
    """Granian leaves out what the request says of who asks."""


class Environments:
    """Makes the environment of each request; what is the same in all of them is kept."""

    def __init__(self, *, host: str, port: str) -> None:
        self._same: dict[str, Any] = {
            "SCRIPT_NAME": "",
            "SERVER_NAME": host,
            "SERVER_PORT": port,
            "wsgi.errors": sys.stderr,
            # Of a body without a length, all is there.
            "wsgi.input_terminated": True,
            "wsgi.multiprocess": True,
            "wsgi.multithread": True,
            "wsgi.run_once": False,
            "wsgi.url_scheme": "http",
            "wsgi.version": (1, 0),
        }

    def of(self, scope: Scope) -> dict[str, Any]:
        """Return the environment of the request of `scope`, without its body.

        Raises UnsaidError where a value of `_WHO_ASKS` is not ASCII: without it, the request would
        be another one. A client that adds such an entry would hide the address that a proxy adds.
        """
        environ = self._same.copy()
        environ["REQUEST_METHOD"] = scope.method
        environ["PATH_INFO"] = _as_latin(scope.path)
        environ["QUERY_STRING"] = _as_latin(scope.query_string)
        environ["REMOTE_ADDR"] = scope.client.rpartition(":")[0].strip("[]")
        environ["SERVER_PROTOCOL"] = "HTTP/1.1" if scope.http_version == "1.1" else "HTTP/1.0"
        said = scope.headers.items()
        if len(names := dict(said)) != len(scope.headers) and any(
            name in scope.headers and name not in names for name in _WHO_ASKS
        ):
            raise UnsaidError
        for name, value in said:
            key = _key(name)
            if key is None:
                continue
            if key in environ:
                value = f"{environ[key]}{'; ' if name == 'cookie' else ','}{value}"  # noqa: PLW2901
            environ[key] = value
        return environ


@lru_cache(maxsize=256)
def _key(name: str) -> str | None:
    """Return what PEP 3333 calls the header `name`.

    None for one with an underscore: it could pass for the name with a hyphen, which a proxy sets or
    erases.
    """
    if "_" in name:
        return None
    key = name.upper().replace("-", "_")
    return key if key in _WITHOUT_PREFIX else f"HTTP_{key}"


def _as_latin(text: str) -> str:
    """Return `text` as WSGI wants it: a character for each byte."""
    return text if text.isascii() else text.encode().decode("latin-1")
