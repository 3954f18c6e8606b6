"""What `parvis doctor` says of the proxies in front, by what a request looked like behind them."""

import re

import msgspec
import pytest
from flask import Request
from msgspec import structs
from msgspec.structs import replace
from werkzeug.test import EnvironBuilder

from idp.installation.seen_by_proxy import Seen, proxy_problem, read_seen
from idp.settings import ServerSettings
from idp.web.remote import seen_of

ONE = ServerSettings(trusted_proxies=("10.0.0.5/32",))
TWO = ServerSettings(trusted_proxies=("10.0.0.5/32",), proxy_hops=2)


def response(settings: ServerSettings, forwarded: str | None, peer: str = "10.0.0.5") -> str | None:
    headers = [] if forwarded is None else [("X-Forwarded-For", forwarded)]
    environ = EnvironBuilder(headers=headers, environ_base={"REMOTE_ADDR": peer}).get_environ()
    seen = seen_of(Request(environ), settings)
    assert read_seen(msgspec.json.encode(structs.asdict(seen))) == seen
    return proxy_problem(seen, settings)


def test_as_it_should_be() -> None:
    assert response(ONE, "203.0.113.7:40001") is None
    assert response(TWO, "203.0.113.7, 10.0.0.9") is None


@pytest.mark.parametrize(
    ("settings", "forwarded", "peer", "words"),
    [
        (ONE, None, "10.0.0.5", "sets no X-Forwarded-For that can be read"),
        (ONE, "unknown", "10.0.0.5", "no address that can be read"),
        (ONE, "203.0.113.7, 10.0.0.9", "10.0.0.5", "named 2 addresses .* is 1"),
        (TWO, "203.0.113.7", "10.0.0.5", "named 1 addresses .* is 2"),
        (ONE, "203.0.113.7", "10.0.0.6", "10.0.0.6 is not in server.trusted_proxies"),
        (ONE, None, "203.0.113.7", "without a proxy"),
    ],
)
def test_what_is_wrong_is_told_in_a_sentence(
    settings: ServerSettings, forwarded: str | None, peer: str, words: str
) -> None:
    problem = response(settings, forwarded, peer)
    assert problem is not None
    assert re.search(words, problem)


def test_the_header_that_is_set_is_the_one_that_is_missed() -> None:
    other = replace(ONE, forwarded_header="Forwarded")
    assert response(other, "203.0.113.7") == (
        "the proxy sets no Forwarded that can be read: "
        "all parents would share the limits of one address"
    )


@pytest.mark.parametrize("body", [b"", b"<html>", b"{}", b"[]", b'{"address": 1}'])
def test_another_answer_is_no_answer(body: bytes) -> None:
    with pytest.raises(ValueError, match="seen"):
        read_seen(body)


def test_the_proxy_of_a_stranger_learns_nothing_of_ours() -> None:
    environ = EnvironBuilder(environ_base={"REMOTE_ADDR": "10.0.0.5"}).get_environ()
    assert seen_of(Request(environ), ONE) == Seen("0.0.0.0", False, True, "", 0)  # noqa: S104, FBT003
