"""A way between a client and a server that can be cut, or fall silent as a firewall does."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator

from tests.ports import free_port

_CHUNK = 65_536


class TcpProxy:
    """Passes bytes both ways, until told otherwise."""

    def __init__(self, upstream: int) -> None:
        self.port = free_port()
        self._upstream = upstream
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._silent: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._forgets = False
        self.open()

    def open(self) -> None:
        """Take connections, and pass on what they say."""
        self._forgets = False
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self._start(self._accept)

    def cut(self) -> None:
        """End every connection there is."""
        for pair in self._pairs:
            for each in pair:
                with contextlib.suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)
        self._pairs.clear()

    def forget(self, *, new_ones_too: bool = False) -> None:
        """Pass nothing on any more of the connections there are, and say so to nobody."""
        self._forgets = new_ones_too
        for pair in self._pairs:
            self._silent.update(pair)

    def close(self) -> None:
        """Take no more connections, and end those there are."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self.cut()
        for thread in self._threads:
            thread.join(10)
        self._listener.close()

    def _start(self, work: Callable[..., None], *arguments: socket.socket) -> threading.Thread:
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()
        return thread

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                self._start(self._serve, near)

    def _serve(self, near: socket.socket) -> None:
        there = ("127.0.0.1", self._upstream)
        with contextlib.suppress(OSError), near, socket.create_connection(there) as far:
            self._pairs.append((near, far))
            if self._forgets:
                self._silent.update((near, far))
            back = self._start(self._pump, far, near)
            self._pump(near, far)
            back.join()

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(_CHUNK):
                if source not in self._silent:
                    sink.sendall(data)
            if source not in self._silent:
                sink.shutdown(socket.SHUT_WR)


@contextlib.contextmanager
def tcp_proxy(upstream: int) -> Iterator[TcpProxy]:
    """Run one before port `upstream` of loopback."""
    proxy = TcpProxy(upstream)
    try:
        yield proxy
    finally:
        proxy.close()
