"""`parvis serve` among clients that send a byte now and then: everybody else is answered."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from idp.installation.reachability import is_collected
from idp.settings import Settings
from tests.databases import on_one_database
from tests.serving.running import serving, waits_seconds

_SECONDS = 2
_EACH = 9
"""One more than the default server has threads."""
_FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
_POST = b"POST /token HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n" + _FORM
_GET = b"GET /health/live HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
SLOW = {
    "head": _GET + b"X-Slow: ",
    "body": _POST + b"Content-Length: 1000\r\n\r\n",
    "chunk": _POST + b"Transfer-Encoding: chunked\r\n\r\n3e8\r\n",
    "end of a chunk": _POST + b"Transfer-Encoding: chunked\r\n\r\n5\r\n\r\n\r\n",
    "after 100": _POST + b"Expect: 100-continue\r\nContent-Length: 1000\r\n\r\n",
    "large": _POST + b"Content-Length: 99999999\r\n\r\n" + b"a" * 70_000,
    "second request": _GET + b"\r\n" + _POST + b"Content-Length: 1000\r\n\r\n",
    "left open": b"NO REQUEST\r\n\r\n",
}
TIMED_OUT = SLOW.keys() - {"large", "left open"}
"""The others are answered at once, and leave their sockets open."""
WITHOUT_HEAD = {"head"}
"""Under granian these hold a connection for 75 seconds, as those that are kept alive do."""


def _read_until_closed(sock: socket.socket) -> bytes:
    sock.settimeout(10)
    received = b""
    try:
        while piece := sock.recv(65_536):
            received += piece
    except ConnectionResetError:
        pass
    return received


@on_one_database
def test_nine_slow_clients_of_each_kind_stop_nobody_and_are_sent_away(
    house_settings: Settings, engine: str
) -> None:
    more = {"PARVIS_SERVER_BODY_SECONDS": f"{_SECONDS}"}
    with serving(house_settings, engine, **more) as (port, _), ExitStack() as opened:

        def slow(begins: bytes) -> socket.socket:
            sock = socket.create_connection(("127.0.0.1", port), timeout=5)
            opened.enter_context(sock)
            sock.sendall(begins % ((port,) * begins.count(b"%d")))
            return sock

        every = {name: [slow(begins) for _ in range(_EACH)] for name, begins in SLOW.items()}
        silent = slow(b"")
        began = time.monotonic()
        while time.monotonic() < began + _SECONDS / 2:
            assert waits_seconds(port) < 1
            for sock in every["body"] + every["head"]:
                sock.sendall(b"a")
            time.sleep(0.2)
        is_granian = engine == "granian"
        for name in TIMED_OUT - (WITHOUT_HEAD if is_granian else set()):
            for sock in every[name]:
                assert b"HTTP/1.1 408 Request Timeout\r\n" in _read_until_closed(sock), name
        assert is_granian or _read_until_closed(silent) == b""
        assert time.monotonic() - began < _SECONDS + 5


@on_one_database
def test_a_body_that_comes_in_pieces_on_a_kept_connection_is_answered(
    house_settings: Settings, engine: str
) -> None:
    body = b"grant_type=nothing"
    with (
        serving(house_settings, engine) as (port, _),
        socket.create_connection(("127.0.0.1", port), timeout=10) as sock,
    ):
        for framing in (
            b"Content-Length: %d\r\n\r\n%s" % (len(body), body),
            b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n" % (len(body), body),
        ):
            whole = _POST % port + framing
            for at in range(0, len(whole), 60):
                sock.sendall(whole[at : at + 60])
                time.sleep(0.01)
            received = b""
            while b"}" not in received:
                received += sock.recv(65_536)
            assert b'"invalid_client"' in received


@contextmanager
def _passing(port: int, *, collects: bool) -> Iterator[int]:
    """Stand in front of `port` as a proxy, for one request: at once, or once it is whole."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            client, _ = listener.accept()
            with client, socket.create_connection(("127.0.0.1", port)) as server:
                received = b""
                while not received.endswith(b".."):
                    received += (piece := client.recv(65_536))
                    if not collects:
                        server.sendall(piece)
                if collects:
                    server.sendall(received)
                while piece := server.recv(65_536):
                    client.sendall(piece)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        thread.join(10)


@on_one_database
def test_the_doctor_sees_whether_a_proxy_collects_what_arrives_slowly(
    house_settings: Settings, engine: str
) -> None:
    with serving(house_settings, engine) as (port, _):
        for collects in (True, False):
            with _passing(port, collects=collects) as front:
                address = f"http://127.0.0.1:{front}"
                assert is_collected(address, host=f"127.0.0.1:{port}") is collects
