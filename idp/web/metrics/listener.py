"""The listener of the metrics: an address of its own, one request at a time (RFC 9112)."""

import contextlib
import hmac
import logging
import select
import socket
import threading
import time
from collections.abc import Callable, Mapping
from http import HTTPStatus
from ipaddress import ip_address
from pathlib import Path

from idp.discreet import Discreet, Hidden
from idp.errors import SettingsError
from idp.settings import WatchingSettings

PATH = "/metrics"
_PATIENCE_SECONDS = 5.0
_EVERY_SECONDS = 1.0
_BACKLOG = 16
_LONGEST = 8_192
_LAST_PORT = 65_535
_log = logging.getLogger(__name__)

Written = Callable[[], tuple[bytes, str]]


class _Request(Discreet, frozen=True):
    """What is used of a request."""

    method: str
    path: str
    authorization: Hidden[bytes]


class Listener:
    """An open socket; processes that fork share it, and one that is free answers."""

    def __init__(self, *, settings: WatchingSettings, bind: str) -> None:
        """Open `bind` (`host:port`). Raises SettingsError when it is unusable or needs a token."""
        host, _, port = bind.rpartition(":")
        self._token = _token(settings.token_file)
        if self._token is None and not _is_loopback(host):
            raise SettingsError("watching: an address that others reach needs watching.token_file")
        if not port.isdecimal() or int(port) > _LAST_PORT:
            raise SettingsError(f"watching: {bind} must be host:port")
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            self._socket = socket.create_server(
                (host.strip("[]"), int(port)), family=family, backlog=_BACKLOG
            )
        except OSError as error:
            raise SettingsError(f"watching: cannot listen on {bind}: {error}") from error
        self._socket.settimeout(0)
        self._stopped = threading.Event()

    @property
    def port(self) -> int:
        """The port that was opened."""
        port: int = self._socket.getsockname()[1]
        return port

    def serve(self, written: Written, every_second: Callable[[], None]) -> None:
        """Answer from now on, in a new thread; call `every_second` about once a second."""
        threading.Thread(
            target=self._serve, args=(written, every_second), name="watching", daemon=True
        ).start()

    def close(self) -> None:
        """Stop answering."""
        self._stopped.set()
        self._socket.close()

    def _serve(self, written: Written, every_second: Callable[[], None]) -> None:
        while not self._stopped.is_set():
            try:
                asked, _, _ = select.select([self._socket], [], [], _EVERY_SECONDS)
                every_second()
                if asked:
                    self._answer(written)
            except Exception:  # noqa: BLE001 - metrics must not end the process
                if self._stopped.wait(_EVERY_SECONDS):
                    return
                _log.exception("a request for metrics met a fault")

    def _answer(self, written: Written) -> None:
        try:
            connection, _ = self._socket.accept()
        except BlockingIOError:
            return  # another process was quicker
        with connection, contextlib.suppress(OSError):
            asked = _read(connection)
            if asked is not None:
                connection.settimeout(_PATIENCE_SECONDS)
                connection.sendall(self._reply(asked, written))

    def _reply(self, asked: _Request, written: Written) -> bytes:
        if asked.path != PATH:
            return _response(HTTPStatus.NOT_FOUND)
        if asked.method != "GET":
            return _response(HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": "GET"})
        if not self._is_authorized(asked):
            challenge = {"WWW-Authenticate": 'Bearer realm="parvis"'}
            return _response(HTTPStatus.UNAUTHORIZED, headers=challenge)
        body, media_type = written()
        return _response(HTTPStatus.OK, body, {"Content-Type": media_type})

    def _is_authorized(self, asked: _Request) -> bool:
        if self._token is None:
            return True
        return hmac.compare_digest(asked.authorization, b"Bearer " + self._token)


def _read(connection: socket.socket) -> _Request | None:
    """Return the request; None when it is not HTTP/1, too long or too slow."""
    ends_at = time.monotonic() + _PATIENCE_SECONDS
    head = b""
    while b"\r\n\r\n" not in head:
        left = ends_at - time.monotonic()
        if left <= 0 or len(head) > _LONGEST:
            return None
        connection.settimeout(left)
        more = connection.recv(_LONGEST)
        if not more:
            return None
        head += more
    first, *lines = head.partition(b"\r\n\r\n")[0].split(b"\r\n")
    words = first.decode("latin-1").split(" ")
    if len(words) != 3 or not words[2].startswith("HTTP/1."):  # noqa: PLR2004 - RFC 9112 §3
        return None
    fields = {name.strip().lower(): value.strip() for name, _, value in map(_parted, lines)}
    path = words[1].partition("?")[0]
    return _Request(words[0], path, fields.get(b"authorization", b""))


def _parted(line: bytes) -> tuple[bytes, bytes, bytes]:
    return line.partition(b":")


def _response(
    status: HTTPStatus, body: bytes = b"", headers: Mapping[str, str] | None = None
) -> bytes:
    sent = {
        "Content-Length": str(len(body)),
        "Cache-Control": "no-store",
        "Connection": "close",
        **(headers or {}),
    }
    lines = [f"HTTP/1.1 {status.value} {status.phrase}", *(f"{k}: {v}" for k, v in sent.items())]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def _token(file: str) -> bytes | None:
    if not file:
        return None
    try:
        token = Path(file).read_bytes().strip()
    except OSError as error:
        raise SettingsError(f"watching.token_file {file}: {error.strerror}") from error
    if not token:
        raise SettingsError(f"watching.token_file {file} is empty")
    return token


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
