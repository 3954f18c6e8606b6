"""Requests in many small pieces: what gunicorn's parser copies does not grow with their square."""

import socket

from idp.serving.gunicorn.buffering_worker import SteadyUnreader
from idp.settings import Settings
from tests.databases import on_one_database
from tests.serving.running import serving

_RECEIVED = bytes(range(256)) * 400
_REQUESTS = 100
_PIECE_BYTES = 8_192


def test_the_parser_is_given_little_at_once_and_all_in_the_end() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        unreader = SteadyUnreader(ours, 10)
        unreader.begin(bytearray(_RECEIVED))
        theirs.sendall(b"later")
        pieces = [unreader.read() for _ in range(5)]
        assert max(map(len, pieces)) <= _PIECE_BYTES
        assert b"".join(pieces) + unreader.take_buffered() == _RECEIVED
        assert unreader.take_buffered() == b""
        assert unreader.read() == b"later"


@on_one_database
def test_requests_sent_at_once_are_answered_one_by_one(
    house_settings: Settings, engine: str
) -> None:
    with serving(house_settings, engine, PARVIS_SERVER_WORKERS="1") as (port, _):
        request = b"GET /health/live HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n" % port
        # The first ends where what gunicorn's parser is given at once ends.
        first = request + b"X-1: %b\r\nX-2: " % (b"a" * 4_000)
        first += b"a" * (_PIECE_BYTES - len(first) - 4) + b"\r\n\r\n"
        with socket.create_connection(("127.0.0.1", port), timeout=30) as sock:
            others = (request + b"\r\n") * _REQUESTS
            sock.sendall(first + others + request + b"Connection: close\r\n\r\n")
            answers = b""
            while piece := sock.recv(65_536):
                answers += piece
    assert answers.count(b"HTTP/1.1 200 ") == _REQUESTS + 2
