"""A proxy as boards have one: it opens tunnels (CONNECT), to where the test says."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class ConnectProxy:
    """Leads every tunnel to the port `leads_to`, whatever name was asked for."""

    uri: str
    leads_to: int = 0
    answer: bytes = b"HTTP/1.1 200 Connection established\r\nVia: 1.1 squid\r\n\r\n"
    asked: list[bytes] = field(default_factory=list)
    """What came before each tunnel."""

    def _serve(self, client: socket.socket) -> None:
        with client, contextlib.suppress(OSError):
            head = b""
            while not head.endswith(b"\r\n\r\n"):
                byte = client.recv(1)
                if not byte:
                    return
                head += byte
            self.asked.append(head)
            client.sendall(self.answer)
            if b" 200 " not in self.answer:
                return
            with socket.create_connection(("127.0.0.1", self.leads_to)) as server:
                back = threading.Thread(target=_pump, args=(server, client), daemon=True)
                back.start()
                _pump(client, server)
                back.join(5)


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while piece := source.recv(65_536):
            sink.sendall(piece)
    with contextlib.suppress(OSError):
        sink.shutdown(socket.SHUT_WR)


@contextmanager
def connect_proxy() -> Iterator[ConnectProxy]:
    """Run one on loopback."""
    listening = socket.create_server(("127.0.0.1", 0))
    proxy = ConnectProxy(f"http://127.0.0.1:{listening.getsockname()[1]}")

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = listening.accept()
                threading.Thread(target=proxy._serve, args=(client,), daemon=True).start()  # noqa: SLF001

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield proxy
    finally:
        with contextlib.suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        listening.close()
