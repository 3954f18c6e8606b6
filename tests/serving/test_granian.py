"""Granian's engine in this process, with an application that says what it was given."""

import hashlib
import re
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import Any

import pytest

from idp.serving.granian._granian import Listening
from idp.serving.granian.answering import Answering
from idp.serving.granian.bodies import Bodies
from idp.serving.granian.environment import Environments
from idp.serving.request_bounds import HEAD_BYTES, RequestBounds
from tests.ports import free_port

_BOUNDS = RequestBounds(body_seconds=1, body_bytes=1_000, most_bytes=100_000)
_LARGE = bytes(range(256)) * 20_000
_EXPORT = [b"row\n" * 10_000] * 100


def _application(environ: dict[str, Any], start: Callable[..., object]) -> Iterable[bytes]:
    path = environ["PATH_INFO"]
    if path == "/export":
        start("200 OK", [("Content-Type", "text/csv")])
        return iter(_EXPORT)
    if path == "/half":
        start("200 OK", [("Content-Type", "text/csv")])
        return _breaking_off()
    if path == "/fault":
        raise RuntimeError("no answer")
    try:
        told = hashlib.sha256(environ["wsgi.input"].read()).hexdigest()
        status = "200 OK"
    except TimeoutError:
        told, status = "late", "408 Request Timeout"
    except ConnectionError:
        told, status = "broken", "400 Bad Request"
    start(status, [("Content-Length", str(len(told)))])
    return [told.encode()]


def _breaking_off() -> Iterator[bytes]:
    yield b"first\n"
    raise RuntimeError("half of it is no export")


@contextmanager
def _listening() -> Iterator[int]:
    bodies = Bodies(_BOUNDS)
    answering = Answering(_application, Environments(host="127.0.0.1", port="80"), bodies)
    with socket.create_server(("127.0.0.1", free_port())) as listener:
        port: int = listener.getsockname()[1]
        listening = Listening(
            listener,
            answer=answering,
            threads=2,
            connections=50,
            head_bytes=HEAD_BYTES,
            head_seconds=5,
        )
    ended = threading.Event()

    def look() -> None:
        while not ended.wait(0.1):
            bodies.refuse_late()

    looking = threading.Thread(target=look)
    looking.start()
    try:
        yield port
    finally:
        listening.stop()
        assert listening.ended.wait(10)
        ended.set()
        looking.join()


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with _listening() as found:
        yield found


@pytest.mark.parametrize("size", [1, 999, 80_000, 100_001, 5_120_000])
@pytest.mark.parametrize("in_chunks", [False, True])
def test_a_body_arrives_as_it_was_sent(port: int, size: int, *, in_chunks: bool) -> None:
    body = _LARGE[:size]
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("POST", "/", iter([body]) if in_chunks else body)
    answer = connection.getresponse()
    assert answer.read().decode() == hashlib.sha256(body).hexdigest()
    connection.close()


_UNFINISHED = {
    "counted": b"Content-Length: 900\r\n\r\na",
    "chunked": b"Transfer-Encoding: chunked\r\n\r\n5\r\na",
    "large": b"Content-Length: 200000\r\n\r\na",
    "large, chunked": b"Transfer-Encoding: chunked\r\n\r\n30000\r\n" + b"a" * 150_000,
}


def _status(sock: socket.socket) -> int:
    received = b""
    while piece := sock.recv(65_536):
        received += piece
    found = re.match(rb"HTTP/1\.1 ([0-9]{3}) ", received)
    return int(found[1]) if found else 0


@pytest.mark.parametrize("unfinished", _UNFINISHED.values(), ids=_UNFINISHED)
def test_more_bodies_than_threads_are_late_and_stop_nobody(port: int, unfinished: bytes) -> None:
    socks = [socket.create_connection(("127.0.0.1", port), timeout=20) for _ in range(4)]
    for sock in socks:
        sock.sendall(b"POST / HTTP/1.1\r\nHost: a\r\n" + unfinished)
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("POST", "/", b"whole")
    assert connection.getresponse().status == 200
    connection.close()
    for sock in socks:
        assert _status(sock) == 408
        sock.close()


@pytest.mark.parametrize("unfinished", _UNFINISHED.values(), ids=_UNFINISHED)
def test_a_body_that_breaks_off_is_none(port: int, unfinished: bytes) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as sock:
        sock.sendall(b"POST / HTTP/1.1\r\nHost: a\r\n" + unfinished)
        time.sleep(0.1)
        sock.shutdown(socket.SHUT_WR)
        assert _status(sock) in {0, 400}


@pytest.mark.parametrize(
    ("header", "status"),
    [
        (b"X-Forwarded-For: \xe9, 192.0.2.7", 400),
        (b"Forwarded: for=\xe9", 400),
        (b"Authorization: Basic \xe9", 400),
        (b"User-Agent: \xe9", 200),
        (b"X-Forwarded-For: 192.0.2.7\r\nX-Forwarded-For: 192.0.2.8", 200),
    ],
)
def test_who_asks_is_told_or_the_request_refused(port: int, header: bytes, status: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as sock:
        sock.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + header + b"\r\n\r\n")
        assert _status(sock) == status


def test_an_export_of_unknown_length_comes_whole_or_not_at_all(port: int) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    for path, status in (("/export", 200), ("/half", 500), ("/fault", 500)):
        connection.request("GET", path)
        answer = connection.getresponse()
        assert answer.status == status
        assert answer.read() == (b"".join(_EXPORT) if status == 200 else b"")
    connection.close()
