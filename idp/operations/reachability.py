"""Whether the address that settings name leads to this installation, and no other name does."""

import json
import ssl
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from idp.settings import ServerSettings

_PATH = "/.well-known/openid-configuration"
_BAD_REQUEST = 400
_TIMEOUT_SECONDS = 5


def host_problem(settings: ServerSettings) -> str | None:
    """Return what is wrong between the issuer's address and `parvis serve`, None for nothing."""
    issuer = urlsplit(settings.issuer)
    try:
        status, body = _get(settings.issuer, issuer.netloc)
        if status == _BAD_REQUEST:
            return f"{settings.issuer} is refused: the proxy must pass `Host` on as it came"
        if json.loads(body).get("issuer") != settings.issuer:
            return f"{settings.issuer} is answered by another issuer"
        status, _ = _get(settings.issuer, "elsewhere.invalid")
    except (OSError, HTTPException, ValueError) as error:
        return f"{settings.issuer} does not answer ({type(error).__name__})"
    if status < _BAD_REQUEST:
        return "a request for another Host is answered: the proxy must pass `Host` on as it came"
    return None


def _get(origin: str, host: str) -> tuple[int, bytes]:
    parts = urlsplit(origin)
    connection: HTTPConnection
    if parts.scheme == "https":
        context = ssl.create_default_context()
        connection = HTTPSConnection(
            parts.hostname or "", parts.port, timeout=_TIMEOUT_SECONDS, context=context
        )
    else:
        connection = HTTPConnection(parts.hostname or "", parts.port, timeout=_TIMEOUT_SECONDS)
    try:
        connection.request("GET", _PATH, headers={"Host": host})
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()
