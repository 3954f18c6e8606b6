"""A gunicorn worker whose threads take whole requests: slow clients occupy a socket, no thread.

Gunicorn's own threaded worker reads from a client in one of its few threads, however long that
takes; nine clients that send a byte a second stopped the default server. Here a thread reads what
has arrived and never waits: the main loop collects the rest, for `body_seconds` at most, and then
passes the request to a thread. A request too large for memory (a registry's file) is read by the
thread that works on it, at a minimum rate. Closing never waits either: gunicorn's main loop does,
up to two seconds for each client.
"""

import contextlib
import errno
import selectors
import socket
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from functools import partial
from typing import Any, ClassVar

from gunicorn.config import Config
from gunicorn.http.message import Request
from gunicorn.http.parser import RequestParser
from gunicorn.http.unreader import SocketUnreader
from gunicorn.workers.gthread import TConn, ThreadWorker
from typing_extensions import override

from idp.serving.gunicorn.request_framing import RequestBytes, RequestState
from idp.serving.request_bounds import LEAST_BYTES_A_SECOND, MOST_HELD_BYTES, RequestBounds
from idp.web.body import ARRIVAL_SECONDS

_READ_BYTES = 16_384
_READS_AT_ONCE = 16
_PIECE_BYTES = 8_192
"""What gunicorn's parser is given at once: it copies what is left of that for each chunk."""
_UNREAD_BYTES = 65_536
"""Of a body that no view read: with more left, the connection is closed."""
_LINGER_SECONDS = 2.0
_LOOK_SECONDS = 0.5
_UNSETTLED: Any = object()
"""What a thread returns of a request that it has not begun."""
_NOT_ACCEPTED = (errno.EAGAIN, errno.ECONNABORTED, errno.EWOULDBLOCK)


class SteadyUnreader(SocketUnreader):
    """Reads what was received, and then, in a thread, what still arrives at the minimum rate."""

    def __init__(self, sock: socket.socket, seconds: int) -> None:
        super().__init__(sock)
        self._seconds = seconds
        self._until = 0.0
        self._received = b""
        self._read = 0

    def begin(self, received: bytearray) -> None:
        """Keep what was received, and start the time limit of the rest."""
        self._received, self._read = bytes(received), 0
        self._until = time.monotonic() + self._seconds

    @override
    def take_buffered(self) -> bytes:
        begun: bytes = super().take_buffered()
        rest, self._received = self._received[self._read :], b""
        return begun + rest

    @override
    def chunk(self, size_hint: int | None = None) -> bytes:
        size = max(_PIECE_BYTES, size_hint or 0)
        if piece := self._received[self._read : self._read + size]:
            self._read += len(piece)
            return piece
        remaining = self._until - time.monotonic()
        if remaining <= 0:
            raise TimeoutError("the body arrives too slowly")
        self.sock.settimeout(remaining)
        try:
            data: bytes = super().chunk(size_hint)  # type: ignore[call-arg] # its stubs are older
        finally:
            self.sock.settimeout(None)
        self._until += len(data) / LEAST_BYTES_A_SECOND
        return data


class _Connection(TConn):
    """A connection whose requests are collected before they are parsed."""

    def __init__(
        self,
        cfg: Config,
        bounds: RequestBounds,
        sock: socket.socket,
        client: Any,  # noqa: ANN401 - an address, whose form depends on the socket
    ) -> None:
        super().__init__(cfg, sock, client, sock.getsockname())
        self.unreader = SteadyUnreader(sock, bounds.body_seconds)
        self._requests = self.parser = RequestParser(cfg, sock, client)
        self._requests.unreader = self.unreader
        self.initialized = self.data_ready = True
        self.arrival = _Arrival(self, bounds)

    def is_at_the_next_request(self) -> bool:
        """Skip what was not read of this request, and tell whether the next can follow.

        No thread waits here: a whole request is in memory.
        """
        if self.arrival.arrived is not RequestState.WHOLE:
            return False
        finish: Callable[..., bool] = self._requests.finish_body  # type: ignore[assignment] # its stubs are older
        if not finish(max_bytes=_UNREAD_BYTES):
            return False
        # There gunicorn looks for what was sent behind this request.
        self.unreader.unread(self.unreader.take_buffered())
        # Or the parser would skip it again before it reads the next one.
        self._requests.mesg = None
        return True


class _Arrival:
    """The next request of a connection, while it arrives."""

    def __init__(self, conn: _Connection, bounds: RequestBounds) -> None:
        self.conn = conn
        self.bytes = RequestBytes(bounds.most_bytes)
        self.arrived = RequestState.PART
        self.has_left = False
        """Whether the client closed the connection before the request was whole."""
        self.until = time.monotonic() + bounds.body_seconds
        self.began: float | None = None
        self.ended = 0.0
        self.held_bytes = 0
        self.is_polled = False

    @property
    def is_settled(self) -> bool:
        """Whether a thread can begin."""
        return self.arrived in (RequestState.WHOLE, RequestState.LARGE)

    @property
    def is_long(self) -> bool:
        """Whether more may be left of it than is skipped before the next request."""
        received = len(self.bytes.received)
        return self.arrived is RequestState.LARGE or received > _UNREAD_BYTES

    def read(self) -> None:
        """Take what is there, without waiting for more."""
        # Sent behind the request before.
        data = self.conn.unreader.take_buffered()
        if data:
            self._add(data)
        for _ in range(_READS_AT_ONCE):
            if self.arrived is not RequestState.PART:
                return
            try:
                data = self.conn.sock.recv(_READ_BYTES, socket.MSG_DONTWAIT)
            except BlockingIOError:
                return
            except OSError:
                data = b""
            if not data:
                self.has_left = True
                return
            self._add(data)

    def _add(self, data: bytes) -> None:
        now = time.monotonic()
        if self.began is None:
            self.began = now
        self.ended = now
        # Bytes that arrive extend the time limit of the rest.
        self.until += len(data) / LEAST_BYTES_A_SECOND
        self.arrived = self.bytes.add(data)


class BufferingWorker(ThreadWorker):
    """Collects requests in the main loop; subclassed with the `bounds` of a server."""

    bounds: ClassVar[RequestBounds]

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - gunicorn's own
        super().__init__(*args, **kwargs)
        self._arriving: set[_Arrival] = set()
        self._closing: dict[_Connection, float] = {}
        """Until when each connection may still send what is discarded, in the order of times."""
        self._held_bytes = 0
        self._looked_at = 0.0
        self._thread = threading.local()

    @override
    def load_wsgi(self) -> None:
        super().load_wsgi()
        application: Callable[..., Iterable[bytes]] = self.wsgi

        def timed(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:  # noqa: ANN401 - PEP 3333
            environ[ARRIVAL_SECONDS] = self._thread.arrival_seconds
            return application(environ, start_response)

        self.wsgi = timed  # type: ignore[assignment] # the same, in PEP 3333's words

    @override
    def accept(self, listener: socket.socket) -> None:
        try:
            sock, client = listener.accept()
        except OSError as error:
            if error.errno not in _NOT_ACCEPTED:
                raise
            return
        self.nr_conns += 1
        self.enqueue_req(_Connection(self.cfg, self.bounds, sock, client))

    @override
    def enqueue_req(self, conn: _Connection) -> None:  # type: ignore[override] # every connection is ours
        """Let a thread read the next request of `conn`: most have arrived whole by then."""
        conn.arrival = _Arrival(conn, self.bounds)
        super().enqueue_req(conn)

    @override
    def handle(self, conn: _Connection) -> Any:  # type: ignore[override] # every connection is ours
        arrival = conn.arrival
        if not arrival.is_settled:
            arrival.read()
        if not arrival.is_settled:
            return _UNSETTLED
        self._thread.arrival_seconds = arrival.ended - (arrival.began or 0.0)
        conn.unreader.begin(arrival.bytes.received)
        return super().handle(conn)

    @override
    def handle_request(self, req: Request, conn: _Connection) -> bool:  # type: ignore[override] # every connection is ours
        # Said in the answer: a proxy would send its next request into a connection that closes.
        if conn.arrival.is_long:
            req.force_close()
        return super().handle_request(req, conn)

    def _keepalive_after(self, conn: _Connection, keepalive: bool) -> bool:  # noqa: FBT001 - gunicorn calls it so
        return keepalive and conn.is_at_the_next_request()

    @override
    def finish_request(self, conn: _Connection, fs: "Future[Any]") -> None:  # type: ignore[override] # every connection is ours
        result = fs.result() if not fs.cancelled() and fs.exception() is None else None
        if result is _UNSETTLED:
            self._arriving.add(conn.arrival)
            self._settle(conn.arrival)
        elif result is False:
            self._linger(conn)
        else:
            super().finish_request(conn, fs)

    @override
    def murder_pending(self) -> None:
        """Close connections that took too long."""
        now = time.monotonic()
        while self._closing and next(iter(self._closing.values())) <= now:
            self._drop(next(iter(self._closing)))
        if now < self._looked_at + _LOOK_SECONDS:
            return
        self._looked_at = now
        for arrival in [each for each in self._arriving if each.until <= now]:
            if arrival.began is None:
                self._forget(arrival)
                self._drop(arrival.conn)
            else:
                self._refuse(arrival, b"408 Request Timeout")

    def _readable(self, arrival: _Arrival, _sock: socket.socket) -> None:
        arrival.read()
        self._settle(arrival)

    def _settle(self, arrival: _Arrival) -> None:
        """Wait for more of a request, pass it to a thread, or refuse it."""
        received = len(arrival.bytes.received)
        self._held_bytes += received - arrival.held_bytes
        arrival.held_bytes = received
        if arrival.has_left:
            self._forget(arrival)
            self._drop(arrival.conn)
        elif arrival.is_settled:
            self._forget(arrival)
            super().enqueue_req(arrival.conn)
        elif arrival.arrived is RequestState.MALFORMED:
            self._refuse(arrival, b"400 Bad Request")
        elif received > self.bounds.body_bytes and self._held_bytes > MOST_HELD_BYTES:
            self._refuse(arrival, b"503 Service Unavailable")
        else:
            self._await(arrival)

    def _await(self, arrival: _Arrival) -> None:
        sock = arrival.conn.sock
        if arrival.bytes.waits_for_continue:
            arrival.bytes.waits_for_continue = False
            with contextlib.suppress(OSError):
                sock.send(b"HTTP/1.1 100 Continue\r\n\r\n", socket.MSG_DONTWAIT)
        if not arrival.is_polled:
            arrival.is_polled = True
            readable = partial(self._readable, arrival)
            self.poller.register(sock, selectors.EVENT_READ, readable)

    def _refuse(self, arrival: _Arrival, status: bytes) -> None:
        self._forget(arrival)
        with contextlib.suppress(OSError):
            arrival.conn.sock.send(
                b"HTTP/1.1 " + status + b"\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
                socket.MSG_DONTWAIT,
            )
        self._linger(arrival.conn)

    def _forget(self, arrival: _Arrival) -> None:
        self._arriving.discard(arrival)
        self._held_bytes -= arrival.held_bytes
        if arrival.is_polled:
            self.poller.unregister(arrival.conn.sock)

    def _linger(self, conn: _Connection) -> None:
        """Close for sending, and let the client read the response (RFC 9112 §9.6)."""
        try:
            conn.sock.settimeout(0)
            conn.sock.shutdown(socket.SHUT_WR)
            self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._drain, conn))
        except OSError:
            self._drop(conn)
        else:
            self._closing[conn] = time.monotonic() + _LINGER_SECONDS

    def _drain(self, conn: _Connection, sock: socket.socket) -> None:
        with contextlib.suppress(BlockingIOError):
            try:
                more = sock.recv(_READ_BYTES)
            except ConnectionError:
                more = b""
            if not more:
                self._drop(conn)

    def _drop(self, conn: _Connection) -> None:
        if self._closing.pop(conn, None) is not None:
            self.poller.unregister(conn.sock)
        self.nr_conns -= 1
        conn.close()
