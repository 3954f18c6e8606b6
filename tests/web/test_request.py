"""The form of a request, read without the framework: the same fields, within the same bounds."""

import io
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

import pytest
from flask import Request
from hypothesis import given
from hypothesis import strategies as st
from typing_extensions import override
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

from idp.web.request import incoming

FORM = "application/x-www-form-urlencoded"
MOST_BYTES = 4_096
_NONE: dict[str, Any] = {}
_PIECES = (
    *(
        b"&",
        b"=",
        b"+",
        b"%",
        b"%41",
        b"%c3%a9",
        b"%c3",
        b"%zz",
        b"%2",
        b"%00",
        b"%26",
        b"%ED%A0%80",
    ),
    *(b"a", b"grant_type", b"resource", b";", b"\x00", b"\xc3\xa9", b"\xff", b"\r\n", b""),
)


def request(body: bytes, length: str | None = None, more: Mapping[str, Any] = _NONE) -> Request:
    """Return a POST of `body`, as a server passes it on."""
    declared = str(len(body)) if length is None else length
    environ = {
        "REQUEST_METHOD": "POST",
        "CONTENT_TYPE": FORM,
        "CONTENT_LENGTH": declared,
        "wsgi.input": io.BytesIO(body),
        "wsgi.input_terminated": True,
        **more,
    }
    return Request(environ)


@given(st.lists(st.sampled_from(_PIECES), max_size=12).map(b"".join))
def test_fields_are_those_that_the_standard_library_reads(body: bytes) -> None:
    text = body.decode("utf-8", "surrogateescape")
    read = parse_qsl(text, keep_blank_values=True, errors="surrogateescape")
    assert incoming(request(body), MOST_BYTES).form == tuple(read)
    query = Request({"REQUEST_METHOD": "GET", "QUERY_STRING": body.decode("latin-1")})
    assert incoming(query, MOST_BYTES).query == tuple(read)


@pytest.mark.parametrize("more", [{}, {"HTTP_TRANSFER_ENCODING": "chunked"}])
def test_a_form_above_the_limit_is_not_read(more: dict[str, Any]) -> None:
    at_most, longer = b"a" * MOST_BYTES, b"a" * (MOST_BYTES + 1)
    assert incoming(request(at_most, more=more), MOST_BYTES).form == ((at_most.decode(), ""),)
    with pytest.raises(RequestEntityTooLarge):
        incoming(request(longer, more=more), MOST_BYTES)


@pytest.mark.parametrize("length", ["-3", "+3", "3.0", "٣", "9" * 5_000, ""])
@pytest.mark.parametrize("ends", [{"wsgi.input_terminated": True}, {}])
def test_a_length_that_is_none_counts_as_if_there_were_none(
    length: str, ends: dict[str, Any]
) -> None:
    asked = request(b"a=b", length)
    if not ends:
        # Nothing would say where the request ends.
        del asked.environ["wsgi.input_terminated"]
    assert incoming(asked, MOST_BYTES).form == ((("a", "b"),) if ends else ())


def test_a_form_that_breaks_off_is_not_taken_for_a_shorter_one() -> None:
    with pytest.raises(BadRequest):
        incoming(request(b"scope=openid", "13"), MOST_BYTES)


class _Slow(io.BytesIO):
    @override
    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(1)


def test_a_form_that_arrives_in_pieces_is_read_whole_and_once_more() -> None:
    asked = request(b"a=b&c=d", more={"wsgi.input": _Slow(b"a=b&c=d&e=f")})
    for _ in range(2):
        assert incoming(asked, MOST_BYTES).form == (("a", "b"), ("c", "d"))
    assert asked.form.to_dict() == {"a": "b", "c": "d"}


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "application/json", ""])
def test_nothing_else_is_taken_for_a_form(kind: str) -> None:
    assert incoming(request(b"a=b", more={"CONTENT_TYPE": kind}), MOST_BYTES).form == ()


@pytest.mark.parametrize("kind", [f"{FORM}; charset=utf-8", FORM.upper()])
def test_a_form_is_known_in_every_spelling(kind: str) -> None:
    assert incoming(request(b"a=b", more={"CONTENT_TYPE": kind}), MOST_BYTES).form == (("a", "b"),)


def test_more_than_two_hundred_fields_are_not_read() -> None:
    assert len(incoming(request(b"&".join([b"a=b"] * 200)), MOST_BYTES).form) == 200
    with pytest.raises(BadRequest):
        incoming(request(b"&".join([b"a=b"] * 201)), MOST_BYTES)
