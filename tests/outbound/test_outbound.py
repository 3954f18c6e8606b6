"""What leaves the house: where to, how long, how much (security of server-side requests)."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace

from idp.errors import SettingsError
from idp.outbound import Failure, Outbound, OutboundError
from idp.settings import OutboundSettings, Settings
from tests.ports import free_port
from tests.tls import make_certificate

HERE = OutboundSettings(
    allow_loopback=True, connect_seconds=0.5, read_seconds=0.5, total_seconds=1.0, largest_bytes=999
)
Talk = Callable[[socket.socket], None]


@contextmanager
def server(talk: Talk) -> Iterator[str]:
    """A server that says, byte for byte, what `talk` says to each connection."""
    port = free_port()
    listening = socket.create_server(("127.0.0.1", port))

    def serve() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=_converse, args=(talk, connection), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()


def _converse(talk: Talk, connection: socket.socket) -> None:
    with connection:
        try:
            connection.recv(65_536)
            talk(connection)
        except OSError:
            return


def says(text: str) -> Talk:
    return lambda connection: connection.sendall(text.encode())


def fails(uri: str, settings: OutboundSettings = HERE) -> Failure:
    with pytest.raises(OutboundError) as caught:
        Outbound(settings=settings).get(uri)
    return caught.value.failure


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "0.0.0.0",  # noqa: S104 - nobody binds it here
        "[::]",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "[::ffff:169.254.169.254]",
        "[fe80::1]",
        "[fd00:ec2::254]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[2001:0:7f00:1::]",
        "224.0.0.1",
        "[ff02::1]",
        "240.0.0.1",
        "255.255.255.255",
        "192.0.2.1",
        "198.18.0.1",
    ],
)
def test_an_address_that_is_not_public_is_refused(host: str) -> None:
    assert fails(f"https://{host}/", OutboundSettings()) in {Failure.REFUSED, Failure.UNREACHABLE}
    started = time.monotonic()
    assert fails(f"https://{host}:9/", OutboundSettings()) in {Failure.REFUSED, Failure.UNREACHABLE}
    assert time.monotonic() - started < 1, "somebody tried to connect"


@pytest.mark.parametrize(
    "uri",
    [
        "http://example.org/",
        "file:///etc/passwd",
        "gopher://example.org/",
        "ftp://example.org/",
        "//example.org/",
        "https:///path",
        "https://user:secret@example.org/",
        "https://example.org@127.0.0.1/",
        "https://example.org\\@127.0.0.1/",
        "https://exam ple.org/",
        "https://example.org/\r\nX-Injected: 1",
        "https://exämple.org/",
        "https://example.org:99999/",
        "https://[::1/",
        "https://example.org/" + "a" * 3000,
        "",
    ],
)
def test_what_is_no_plain_https_uri_is_refused(uri: str) -> None:
    assert fails(uri, OutboundSettings()) is Failure.REFUSED


def test_an_answer_is_read_whole_whatever_its_status() -> None:
    text = "HTTP/1.1 404 Not Found\r\nContent-Type: Text/Plain; charset=x\r\n\r\nnothing"
    with server(says(text)) as uri:
        answer = Outbound(settings=HERE).get(f"{uri}/a?b=c#d")
    assert (answer.status, answer.content_type, answer.body) == (404, "text/plain", b"nothing")


def test_a_redirect_is_not_followed() -> None:
    text = "HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n"
    with server(says(text)) as uri:
        answer = Outbound(settings=HERE).get(uri)
    assert answer.status == 302


def test_a_body_is_posted_with_its_type() -> None:
    heard: list[bytes] = []
    port = free_port()
    with socket.create_server(("127.0.0.1", port)) as listening:

        def accept() -> None:
            connection, _ = listening.accept()
            with connection:
                while not b"".join(heard).endswith(b"\r\n\r\na=b"):
                    heard.append(connection.recv(65_536))
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

        thread = threading.Thread(target=accept)
        thread.start()
        uri = f"http://127.0.0.1:{port}/in"
        Outbound(settings=HERE).post(uri, b"a=b", "application/x-www-form-urlencoded")
        thread.join()
    request = b"".join(heard)
    assert request.startswith(b"POST /in HTTP/1.1\r\n")
    assert b"Content-Type: application/x-www-form-urlencoded\r\n" in request


@pytest.mark.parametrize("length", ["", "Content-Length: 1000000\r\n"])
def test_a_large_answer_is_given_up(length: str) -> None:
    def talk(connection: socket.socket) -> None:
        connection.sendall(f"HTTP/1.1 200 OK\r\n{length}\r\n".encode())
        for _ in range(1000):
            connection.sendall(b"x" * 1000)

    with server(talk) as uri:
        assert fails(uri) is Failure.TOO_LARGE


def test_endless_headers_are_given_up() -> None:
    def talk(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        for number in range(10_000):
            connection.sendall(b"X-%d: %s\r\n" % (number, b"y" * 500))

    with server(talk) as uri:
        assert fails(uri) is Failure.UNREACHABLE


@pytest.mark.parametrize("beginning", [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_who_drips_bytes_is_cut_off_when_the_time_is_over(beginning: bytes) -> None:
    def talk(connection: socket.socket) -> None:
        connection.sendall(beginning)
        for _ in range(100):
            connection.sendall(b"H")
            time.sleep(0.1)

    with server(talk) as uri:
        started = time.monotonic()
        assert fails(uri) is Failure.SLOW
        assert time.monotonic() - started < 2


def test_who_is_silent_is_given_up_sooner() -> None:
    with server(lambda _: time.sleep(3)) as uri:
        started = time.monotonic()
        assert fails(uri) is Failure.SLOW
        assert time.monotonic() - started < 0.9


@pytest.mark.parametrize("text", ["", "garbage\r\n\r\n", "HTTP/1.1 abc\r\n\r\n", "\0\0\0"])
def test_what_is_no_http_is_unreachable(text: str) -> None:
    with server(says(text)) as uri:
        assert fails(uri) is Failure.UNREACHABLE


def test_an_answer_that_breaks_off_is_unreachable() -> None:
    with server(says("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")) as uri:
        assert fails(uri) is Failure.UNREACHABLE


def test_nobody_there_is_unreachable() -> None:
    assert fails(f"http://127.0.0.1:{free_port()}/") is Failure.UNREACHABLE
    assert fails("https://no-such-name.invalid/") is Failure.UNREACHABLE


def test_only_so_many_threads_wait() -> None:
    outbound = Outbound(settings=replace(HERE, places=2))
    with server(lambda _: time.sleep(2)) as uri, ThreadPoolExecutor(6) as pool:

        def ask(_: int) -> Failure:
            with pytest.raises(OutboundError) as caught:
                outbound.get(uri)
            return caught.value.failure

        failures = sorted(pool.map(ask, range(6)))
    assert failures == [Failure.BUSY] * 4 + [Failure.SLOW] * 2


def test_a_certificate_is_checked_against_the_name(tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path)
    port = free_port()
    listening = socket.create_server(("", port))
    context = certificate.context
    ok = says("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    def serve() -> None:
        for _ in range(3):
            plain, _ = listening.accept()
            with plain, contextlib.suppress(OSError):
                _converse(ok, context.wrap_socket(plain, server_side=True))

    thread = threading.Thread(target=serve)
    thread.start()
    trusting = replace(HERE, authorities_file=str(certificate.path))
    with listening:
        assert Outbound(settings=trusting).get(f"https://localhost:{port}/").body == b"ok"
        assert fails(f"https://localhost:{port}/") is Failure.UNREACHABLE
        assert fails(f"https://127.0.0.2:{port}/", trusting) is Failure.UNREACHABLE
        thread.join()


def test_a_network_that_is_no_network_stops_the_start() -> None:
    with pytest.raises(SettingsError, match="allowed_networks"):
        Settings(outbound=OutboundSettings(allowed_networks=("10.0.0.1/8/9",)))
