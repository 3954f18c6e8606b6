"""Telling a request that is there from one that is not: the same bytes, however they are split."""

import pytest

from idp.serving.gunicorn.request_framing import RequestBytes, RequestState

_MOST = 1_000
_HEAD = b"POST /token HTTP/1.1\r\nHost: h\r\n"
_CHUNKED = _HEAD + b"Transfer-Encoding: chunked\r\n\r\n"

WHOLE = {
    "without a body": b"GET / HTTP/1.1\r\nHost: h\r\n\r\n",
    "after empty lines": b"\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n",
    "of a length": _HEAD + b"content-length:  5 \r\n\r\na\r\n\r\n",
    "of no length": _HEAD + b"Content-Length: 0\r\n\r\n",
    "in chunks": _CHUNKED + b"3\r\nabc\r\n0A;x=y\r\n0\r\n\r\n0\r\n\r\n\r\n0\r\n\r\n",
    "in no chunk": _CHUNKED + b"0\r\n\r\n",
    "with trailers": _CHUNKED + b"1\r\na\r\n0\r\nX: y\r\nZ: w\r\n\r\n",
    "that looks as if it ended": _CHUNKED + b"7\r\n\r\n0\r\n\r\n\r\n0\r\n\r\n",
}


@pytest.mark.parametrize("request_bytes", WHOLE.values(), ids=WHOLE)
def test_a_request_is_whole_with_its_last_byte_and_not_before(request_bytes: bytes) -> None:
    for split in range(1, len(request_bytes)):
        request = RequestBytes(_MOST)

        assert request.add(request_bytes[:split]) is RequestState.PART
        assert request.add(request_bytes[split:]) is RequestState.WHOLE
        assert request.received == request_bytes.lstrip(b"\r\n")


def test_bytes_that_come_one_by_one_make_the_same_request() -> None:
    for each in WHOLE.values():
        request = RequestBytes(_MOST)
        arrived = [request.add(each[at : at + 1]) for at in range(len(each))]

        assert arrived == [RequestState.PART] * (len(each) - 1) + [RequestState.WHOLE]


@pytest.mark.parametrize(
    "request_bytes",
    [
        _HEAD + b"Content-Length: 5\r\nContent-Length: 5\r\n\r\n",
        _HEAD + b"Content-Length: -1\r\n\r\n",
        _HEAD + b"Content-Length: 1, 1\r\n\r\n",
        _HEAD + b"Content-Length: \r\n\r\n",
        _HEAD + "Content-Length: ٣\r\n\r\n".encode(),
        _HEAD + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
        _HEAD + b"Transfer-Encoding: gzip, chunked\r\n\r\n",
        _CHUNKED + b"\r\n",
        _CHUNKED + b"0x5\r\n",
        _CHUNKED + b"1\r\nabc\r\n",
        _CHUNKED + b"1" * 9_000,
        b"\r\n" + b"a" * 70_000,
    ],
)
def test_what_could_be_read_in_two_ways_is_refused(request_bytes: bytes) -> None:
    assert RequestBytes(_MOST).add(request_bytes) is RequestState.MALFORMED


def test_what_follows_on_the_connection_is_kept_for_the_next_request() -> None:
    both = WHOLE["of a length"] + WHOLE["without a body"]
    request = RequestBytes(_MOST)

    assert request.add(both) is RequestState.WHOLE
    assert request.received == both


def test_a_body_that_memory_does_not_hold_is_said_to_be_large() -> None:
    head = _HEAD + b"Content-Length: 2000\r\n\r\n"
    request = RequestBytes(_MOST)

    assert request.add(head + b"a" * (_MOST - len(head))) is RequestState.PART
    assert request.add(b"a") is RequestState.LARGE


def test_a_client_that_waits_to_be_told_to_go_on_is_known() -> None:
    request = RequestBytes(_MOST)
    request.add(_HEAD + b"Expect: 100-Continue\r\nContent-Length: 2\r\n\r\n")

    assert request.waits_for_continue
