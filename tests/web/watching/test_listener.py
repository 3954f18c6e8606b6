"""The address where numbers are asked for: who may, and what else is said there."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from idp.errors import SettingsError
from idp.settings import WatchingSettings
from idp.web.metrics import Listener

TOKEN = "a-token-of-the-operator"
Ask = Callable[[bytes], bytes]


def written() -> tuple[bytes, str]:
    return b"parvis_told 1\n", "text/plain"


@contextmanager
def listening(settings: WatchingSettings, bind: str = "127.0.0.1:0") -> Iterator[Ask]:
    listener = Listener(settings=settings, bind=bind)
    listener.serve(written, lambda: None)

    def ask(request: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", listener.port), timeout=10) as connection:
            connection.sendall(request)
            connection.shutdown(socket.SHUT_WR)
            answer = b""
            while more := connection.recv(65_536):
                answer += more
        return answer

    yield ask
    listener.close()


@pytest.fixture
def token_file(tmp_path: Path) -> str:
    file = tmp_path / "token"
    file.write_text(f"{TOKEN}\n")
    return str(file)


def get(path: str = "/metrics", *headers: str) -> bytes:
    return "\r\n".join([f"GET {path} HTTP/1.1", "Host: watched", *headers, "", ""]).encode()


def test_numbers_are_told_at_one_path_to_one_method() -> None:
    with listening(WatchingSettings()) as ask:
        assert ask(get()).startswith(b"HTTP/1.1 200 OK\r\n")
        assert ask(get("/metrics?name[]=up")).endswith(b"\r\n\r\nparvis_told 1\n")
        assert ask(get("/")).startswith(b"HTTP/1.1 404 ")
        assert ask(get().replace(b"GET", b"POST")).startswith(b"HTTP/1.1 405 ")


@pytest.mark.parametrize(
    "noise", [b"", b"\x16\x03\x01\r\n\r\n", b"GET /metrics\r\n\r\n", b"a" * 9999]
)
def test_noise_is_not_answered_and_stops_nothing(noise: bytes) -> None:
    with listening(WatchingSettings()) as ask:
        with suppress(ConnectionResetError):  # what was not read yet when the answer is none
            assert ask(noise) == b""
        assert ask(get()).startswith(b"HTTP/1.1 200 ")


def test_a_token_is_asked_for_where_there_is_one(token_file: str) -> None:
    with listening(WatchingSettings(token_file=token_file), "0.0.0.0:0") as ask:
        assert ask(get("/metrics", f"authorization: Bearer {TOKEN}")).startswith(b"HTTP/1.1 200 ")
        for wrong in ("", f"Bearer {TOKEN}x", TOKEN, f"Basic {TOKEN}", "Bearer"):
            refusal = ask(get("/metrics", f"Authorization: {wrong}"))
            assert refusal.startswith(b"HTTP/1.1 401 ")
            assert b"parvis_told" not in refusal


@pytest.mark.parametrize("bind", ["0.0.0.0:0", "[::]:0", "example.org:9464", ":9464"])
def test_an_address_that_others_reach_needs_a_token(bind: str) -> None:
    with pytest.raises(SettingsError, match="token_file"):
        Listener(settings=WatchingSettings(), bind=bind)


@pytest.mark.parametrize("content", [None, " \n"])
def test_a_token_that_is_not_there_stops_the_start(content: str | None, tmp_path: Path) -> None:
    file = tmp_path / "token"
    if content is not None:
        file.write_text(content)
    with pytest.raises(SettingsError, match="token_file"):
        Listener(settings=WatchingSettings(token_file=str(file)), bind="127.0.0.1:0")


@pytest.mark.parametrize("bind", ["127.0.0.1:http", "127.0.0.1:99999", "127.0.0.1"])
def test_an_address_that_cannot_be_had_stops_the_start(bind: str) -> None:
    with pytest.raises(SettingsError):
        Listener(settings=WatchingSettings(), bind=bind)
