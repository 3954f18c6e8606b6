"""What `parvis serve` makes of requests of every shape, by either engine (RFC 9112)."""

import re
import socket
from http.client import HTTPConnection

from idp.settings import Settings
from tests.databases import on_one_database
from tests.serving.running import serving

_HOST = b"Host: 127.0.0.1:%d\r\n"
_CLOSE = b"Connection: close\r\n"
_GET = b"GET /health/live HTTP/1.1\r\n" + _HOST
_TOKEN = (
    b"POST /token HTTP/1.1\r\n" + _HOST + b"Content-Type: application/x-www-form-urlencoded\r\n"
)
_CHUNK = b"Transfer-Encoding: chunked\r\n"
_WRONG_CLIENT = b"401"
ANSWERED = {
    "a request": (_GET + _CLOSE + b"\r\n", b"200"),
    "of HTTP/1.0": (b"GET /health/live HTTP/1.0\r\n" + _HOST + b"\r\n", b"200"),
    "with a body that nobody reads": (_GET + _CLOSE + b"Content-Length: 3\r\n\r\na=b", b"200"),
    "with a body": (_TOKEN + _CLOSE + b"Content-Length: 3\r\n\r\na=b", _WRONG_CLIENT),
    "in chunks": (_TOKEN + _CLOSE + _CHUNK + b"\r\n3;x=y\r\na=b\r\n0\r\n\r\n", _WRONG_CLIENT),
    "with a header in Latin-1": (_GET + b"X: \xe9\r\n" + _CLOSE + b"\r\n", b"200"),
    "with bytes in its path": (b"GET /%ff HTTP/1.1\r\n" + _HOST + _CLOSE + b"\r\n", b"404"),
    "with a long query": (
        b"GET /authorize?state=" + b"a" * 12_000 + b" HTTP/1.1\r\n" + _HOST + _CLOSE + b"\r\n",
        b"400",
    ),
    "too long for its portal": (_TOKEN + b"Content-Length: 80000\r\n\r\n" + b"a" * 80_000, b"413"),
}
REFUSED = {
    "a length that is none": _TOKEN + b"Content-Length: +3\r\n\r\na=b",
    "two lengths": _TOKEN + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\na=bc",
    "lengths in a list": _TOKEN + b"Content-Length: 3, 4\r\n\r\na=bc",
    "another coding": _TOKEN + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "two codings": _TOKEN + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "chunked twice": _TOKEN + _CHUNK + _CHUNK + b"\r\n0\r\n\r\n",
    "a coding with a space": _TOKEN + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    "a chunk without a size": _TOKEN + _CHUNK + b"\r\nzz\r\na\r\n0\r\n\r\n",
    "a folded header": _GET + b"X: a\r\n b\r\n\r\n",
    "a header without a colon": _GET + b"X\r\n\r\n",
    "a zero byte": _GET + b"X: a\0b\r\n\r\n",
    "two hosts": _GET.replace(b"/health/live", b"/jwks") + _HOST + _CLOSE + b"\r\n",
    "bytes in a path": b"GET /\xff HTTP/1.1\r\n" + _HOST + b"\r\n",
    "a line of 70 KB": b"GET /?" + b"a" * 70_000 + b" HTTP/1.1\r\n" + _HOST + b"\r\n",
    "120 headers": _GET + b"".join(b"X-%d: a\r\n" % (100 + n) for n in range(120)) + b"\r\n",
}
_REFUSALS = {b"400", b"414", b"431"}
_STATUS = re.compile(rb"HTTP/1\.[01] ([0-9]{3}) ")

_MORE = {"PARVIS_SERVER_WORKERS": "1", "PARVIS_SERVER_TRUSTED_PROXIES": "127.0.0.1/32"}


class _Server:
    def __init__(self, port: int) -> None:
        self.port = port

    def answers(self, request: bytes) -> list[bytes]:
        """Return the status of each answer, until the connection is closed or a body too long."""
        request = request.replace(b"%d", b"%d" % self.port)
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as sock:
            sock.sendall(request)
            received = b""
            while piece := sock.recv(65_536):
                received += piece
                if b"413" in received[:20]:
                    break
        return _STATUS.findall(received)


@on_one_database
def test_a_request_is_answered_or_refused_whatever_its_shape(
    house_settings: Settings, engine: str
) -> None:
    with serving(house_settings, engine, **_MORE) as (port, _):
        server = _Server(port)
        for name, (request, status) in ANSWERED.items():
            assert server.answers(request) == [status], name
        for name, request in REFUSED.items():
            (status,) = server.answers(request)
            assert status in _REFUSALS, name
        # Whoever read it by its length must find nothing behind it.
        both = _CHUNK + b"Content-Length: 5\r\n\r\n0\r\n\r\n"
        assert len(server.answers(_TOKEN + both + _GET + b"\r\n")) == 1
        one_by_one = _TOKEN + b"Content-Length: 3\r\n\r\na=b" + _GET + _CLOSE + b"\r\n"
        assert server.answers(_GET + b"\r\n" + one_by_one) == [b"200", _WRONG_CLIENT, b"200"]
        waits = _TOKEN + _CLOSE + b"Expect: 100-continue\r\nContent-Length: 3\r\n\r\na=b"
        assert server.answers(waits) == [b"100", _WRONG_CLIENT]


@on_one_database
def test_headers_of_a_proxy_are_told_from_those_of_a_browser(
    house_settings: Settings, engine: str
) -> None:
    with serving(house_settings, engine, **_MORE) as (port, _):
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        seen = []
        for name in ("X-Forwarded-For", "X_Forwarded_For"):
            connection.request("GET", "/health/seen", headers={name: "192.0.2.7"})
            seen.append(connection.getresponse().read())
        # What a browser said, and then what the proxy did.
        connection.putrequest("GET", "/health/seen")
        for address in ("192.0.2.1", "192.0.2.7"):
            connection.putheader("X-Forwarded-For", address)
        connection.endheaders()
        seen.append(connection.getresponse().read())
        connection.request("HEAD", "/health/seen")
        answer = connection.getresponse()
        assert (answer.status, answer.read()) == (200, b"")
        connection.close()
    assert b"192.0.2.7" in seen[0]
    assert b"192.0.2.7" not in seen[1]
    assert b"192.0.2.7" in seen[2]
