"""A name that means another address a moment later (DNS rebinding) leads nowhere else."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address

import pytest

from idp.outbound import Failure, Outbound, OutboundError
from idp.outbound.destination import Address
from idp.settings import OutboundSettings
from tests.ports import free_port

NAME = "portail.example.org"
PUBLIC = "2d00::1"
"""Public, and given to nobody (IANA): what is sent there reaches no one."""
HERE = "127.0.0.1"


class Rebinding:
    """A resolver whose name means `first` when it is asked first, and `later` from then on."""

    def __init__(self, first: str, later: str) -> None:
        self.asked: list[str] = []
        self._first = ip_address(first)
        self._later = ip_address(later)

    def __call__(self, host: str, _port: int) -> tuple[Address, ...]:
        self.asked.append(host)
        return (self._first if len(self.asked) == 1 else self._later,)


@contextmanager
def listening(address: str, port: int) -> Iterator[list[bytes]]:
    """Answer with the address, and keep what was heard."""
    heard: list[bytes] = []
    answer = f"HTTP/1.1 200 OK\r\nContent-Length: {len(address)}\r\n\r\n{address}".encode()
    listener = socket.create_server((address, port))

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                heard.append(connection.recv(65_536))
                connection.sendall(answer)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield heard
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def test_the_address_that_was_checked_is_the_one_that_is_called() -> None:
    finds, port = Rebinding("127.0.0.2", HERE), free_port()
    outbound = Outbound(settings=OutboundSettings(allow_loopback=True), finds=finds)
    with listening("127.0.0.2", port) as checked, listening(HERE, port) as rebound:
        assert outbound.get(f"http://{NAME}:{port}/").body == b"127.0.0.2"
    assert f"Host: {NAME}:{port}".encode() in checked[0]
    assert rebound == []
    assert finds.asked == [NAME]


def test_a_public_name_that_turns_to_this_machine_reaches_nothing_here() -> None:
    finds, port = Rebinding(PUBLIC, HERE), free_port()
    settings = OutboundSettings(connect_seconds=0.2, total_seconds=1.0)
    with listening(HERE, port) as heard, pytest.raises(OutboundError) as caught:
        Outbound(settings=settings, finds=finds).get(f"https://{NAME}:{port}/")
    assert caught.value.failure in {Failure.UNREACHABLE, Failure.SLOW}
    assert heard == []
    assert finds.asked == [NAME]


def test_each_call_is_checked_anew() -> None:
    finds, port = Rebinding(PUBLIC, HERE), free_port()
    outbound = Outbound(
        settings=OutboundSettings(connect_seconds=0.2, total_seconds=1.0), finds=finds
    )
    failures = []
    with listening(HERE, port) as heard:
        for _ in range(2):
            with pytest.raises(OutboundError) as caught:
                outbound.get(f"https://{NAME}:{port}/")
            failures.append(caught.value.failure)
    assert failures[0] is not Failure.REFUSED
    assert failures[1] is Failure.REFUSED
    assert heard == []
