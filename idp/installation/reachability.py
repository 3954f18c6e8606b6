"""Whether the issuer's address leads to this installation, and no other `Host` does."""

import json
import ssl
import time
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from idp.installation.seen_by_proxy import SEEN_PATH, Seen, read_seen
from idp.settings import ServerSettings

_PATH = "/.well-known/openid-configuration"
_BAD_REQUEST = 400
_TIMEOUT_SECONDS = 5
_ARRIVAL_PATH = "/health/arrival"
_OK = 200
_PAUSE_SECONDS = 1


def host_problem(settings: ServerSettings) -> str | None:
    """Return the problem between the issuer's address and `parvis serve`, None without one."""
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


def seen_by_proxy(settings: ServerSettings) -> Seen:
    """Return how a request to the issuer's address arrives.

    Raises OSError, HTTPException, ValueError: a proxy in front may answer anything.
    """
    status, body = _get(settings.issuer, urlsplit(settings.issuer).netloc, SEEN_PATH)
    if status != _OK:
        raise ValueError(f"{SEEN_PATH} answers {status}")
    return read_seen(body)


def is_collected(address: str, *, host: str) -> bool:
    """Tell whether a body sent to `address` with a pause arrives without it.

    If so, a proxy in front buffers requests. Raises OSError, HTTPException, ValueError.
    """
    connection = _connection(address)
    try:
        connection.putrequest("POST", _ARRIVAL_PATH, skip_host=True)
        connection.putheader("Host", host)
        connection.putheader("Content-Length", "2")
        connection.putheader("Connection", "close")
        connection.endheaders(b".")
        time.sleep(_PAUSE_SECONDS)
        connection.send(b".")
        response = connection.getresponse()
        if response.status != _OK:
            raise ValueError(f"{_ARRIVAL_PATH} answers {response.status}")
        seconds = float(json.loads(response.read())["milliseconds"]) / 1_000
        return seconds < _PAUSE_SECONDS / 2
    finally:
        connection.close()


def _get(origin: str, host: str, path: str = _PATH) -> tuple[int, bytes]:
    connection = _connection(origin)
    try:
        connection.request("GET", path, headers={"Host": host})
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def _connection(origin: str) -> HTTPConnection:
    parts = urlsplit(origin)
    host = parts.hostname or ""
    if parts.scheme == "https":
        context = ssl.create_default_context()
        return HTTPSConnection(host, parts.port, timeout=_TIMEOUT_SECONDS, context=context)
    return HTTPConnection(host, parts.port, timeout=_TIMEOUT_SECONDS)
