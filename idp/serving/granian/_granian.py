"""Granian's HTTP server, started in this process: the one place that knows how.

Granian's own Python side gives each request to an event loop (RSGI), or to a thread that waits for
the body as long as the client likes (WSGI). Here a request is passed on in the thread that granian
woke for it, and again once its body is whole: its RSGI protocol does that, when what it calls its
event loop calls back at once. No thread waits for a client.
"""

import os
import socket
import sys
import threading
from collections.abc import Callable
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from typing import Any, Protocol, Self

# The package is a place alone: what it would run is a server of its own, with asyncio,
# multiprocessing and a reader of `.env`, which takes forty milliseconds and three MiB.
if _spec := PathFinder.find_spec("granian"):
    sys.modules.setdefault("granian", module_from_spec(_spec))

from granian._granian import CallbackScheduler, RSGIWorker, SocketHolder, WorkerSignal
from granian.http import HTTP1Settings

_IDLE_THREAD_SECONDS = 600
_THREAD_STACK_BYTES = 8 << 20
"""As threads of Python have; those of granian have a quarter by themselves."""


class Coming(Protocol):
    """Bytes that are on their way."""

    def add_done_callback(self, callback: Callable[["Coming"], None]) -> None:
        """Call `callback` in one of granian's threads when they are there, or at once."""

    def done(self) -> bool:
        """Tell whether they are there, or never will be."""

    def result(self) -> bytes:
        """Return them. Raises an error when the client left."""

    def cancel(self) -> bool:
        """Wait no longer."""


class Headers(Protocol):
    """The headers of a request, names in lower case; values that are not ASCII are left out."""

    def __len__(self) -> int:
        """Return how many names there are, those included of which every value is left out."""

    def __contains__(self, name: object, /) -> bool:
        """Tell whether `name` is one of these."""

    def items(self) -> list[tuple[str, str]]:
        """Return all of them, in their order."""


class Scope(Protocol):
    """What a request says before its body."""

    client: str
    """`address:port`; empty on a socket's file."""
    headers: Headers
    http_version: str
    method: str
    path: str
    """Percent-decoded, with a replacement character for what is no UTF-8."""
    query_string: str


class RsgiProtocol(Protocol):
    """The body of a request, and the way to answer it: what RSGI calls its protocol."""

    def __call__(self) -> Coming:
        """Begin to read all of the body."""

    def __aiter__(self) -> object:
        """Begin to read it in pieces."""

    def __anext__(self) -> Coming:
        """Read a piece, empty at the end. Raises StopAsyncIteration after it."""

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        """Answer."""

    def response_file(self, status: int, headers: list[tuple[str, str]], file: str) -> None:
        """Answer with what the file of that name holds."""


class RsgiRequest(Protocol):
    """A request."""

    scope: Scope
    proto: RsgiProtocol


class _AtOnce:
    """Stands where granian expects an event loop: calls back in the thread that asks."""

    def call_soon(self, callback: Callable[..., Any], *given: object, context: object) -> None:
        del context
        callback(*given)

    call_soon_threadsafe = call_soon


class _Calls(CallbackScheduler):
    """Calls `answer` with each request."""

    def __new__(cls, _answer: Callable[[RsgiRequest], None]) -> Self:
        made: Self = super().__new__(cls, _AtOnce(), None, None, None, None)  # type: ignore[call-arg] # not in its stubs
        return made

    def __init__(self, answer: Callable[[RsgiRequest], None]) -> None:
        super().__init__()
        self._schedule_fn = answer


class Listening:
    """Requests that arrive at a socket, each passed to `answer` in one of a few threads.

    `answer` must raise nothing: granian does not look.
    """

    def __init__(
        self,
        listener: socket.socket,
        *,
        answer: Callable[[RsgiRequest], None],
        threads: int,
        connections: int,
        head_bytes: int,
        head_seconds: int,
    ) -> None:
        self.ended = threading.Event()
        """Set once every request was answered after `stop`."""
        os.environ["RUST_MIN_STACK"] = str(_THREAD_STACK_BYTES)
        is_file = listener.family == socket.AF_UNIX
        holder = SocketHolder(os.dup(listener.fileno()), is_file, socket.SOMAXCONN)  # type: ignore[call-arg] # not in its stubs
        worker = RSGIWorker(  # type: ignore[call-arg,misc] # its stubs are older
            1,
            (None, holder),
            None,  # type: ignore[arg-type] # the same
            threads=1,
            blocking_threads=1,
            py_threads=threads,
            py_threads_idle_timeout=_IDLE_THREAD_SECONDS,
            backpressure=connections,
            http_mode="1",
            http1_opts=HTTP1Settings(
                header_read_timeout=head_seconds * 1_000, max_buffer_size=head_bytes
            ),
        )
        self._signal = WorkerSignal()
        self._signal.add_cb(self.ended.set)
        calls = _Calls(answer)
        serve = worker.serve_str_uds if is_file else worker.serve_str  # type: ignore[attr-defined] # not in its stubs
        serve(calls, calls._loop, self._signal)  # noqa: SLF001 - granian's own

    def stop(self) -> None:
        """Accept what waits at the socket, close it, and end each connection after its request."""
        self._signal.set()
