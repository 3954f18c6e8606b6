"""Requests that granian read, answered by a WSGI application (PEP 3333)."""

import io
import logging
import time
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from functools import partial
from tempfile import SpooledTemporaryFile
from typing import IO, Any, BinaryIO

from idp.serving.granian._granian import RsgiProtocol, RsgiRequest, Scope
from idp.serving.granian.bodies import Bodies, refuse
from idp.serving.granian.environment import Environments, UnsaidError
from idp.web.body import ARRIVAL_SECONDS

_log = logging.getLogger("idp.serving")
_MEMORY_BYTES = 1 << 20
_OPENED_SECONDS = 30.0
_FAULT = 500
Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


class _Start:
    """What an application calls to begin its answer."""

    __slots__ = ("headers", "status")

    def __init__(self) -> None:
        self.status = _FAULT
        self.headers: list[tuple[str, str]] = []

    def __call__(
        self, status: str, headers: list[tuple[str, str]], _exc_info: object = None
    ) -> None:
        self.status = int(status[:3])
        self.headers = headers


class Answering:
    """Called by granian with each request, in one of its threads; raises nothing."""

    def __init__(
        self, application: Application, environments: Environments, bodies: Bodies
    ) -> None:
        self.answered = 0
        self.closes = False
        """Whether each connection ends after its answer."""
        self._application = application
        self._environments = environments
        self._bodies = bodies
        self._files: deque[tuple[float, IO[bytes]]] = deque()

    def __call__(self, incoming: RsgiRequest) -> None:
        """Answer `incoming`, or let its body be collected."""
        exchange = incoming.proto
        try:
            self._begin(incoming.scope, exchange)
        except UnsaidError:
            refuse(exchange)
        except BaseException:  # noqa: BLE001 - a panic of granian's is no Exception
            self._fail(exchange)

    def close_files(self) -> None:
        """Close the files that granian has opened by now: called twice a second."""
        while self._files and self._files[0][0] <= time.monotonic():
            self._files.popleft()[1].close()

    def _begin(self, scope: Scope, exchange: RsgiProtocol) -> None:
        environ = self._environments.of(scope)
        coding = environ.get("HTTP_TRANSFER_ENCODING")
        length = environ.get("CONTENT_LENGTH", "0")
        if coding is None and length == "0":
            environ["wsgi.input"] = io.BytesIO()
            self._answer(environ, exchange)
        elif coding is None or coding.lower() == "chunked":
            answer = partial(self._work, environ, exchange, time.monotonic())
            self._bodies.collect(exchange, int(length) if coding is None else None, answer)
        else:
            refuse(exchange)

    def _work(
        self, environ: dict[str, Any], exchange: RsgiProtocol, began: float, body: BinaryIO
    ) -> None:
        """Answer a request whose body can be read."""
        environ["wsgi.input"] = body
        environ[ARRIVAL_SECONDS] = time.monotonic() - began
        try:
            self._answer(environ, exchange)
        except BaseException:  # noqa: BLE001 - the same
            self._fail(exchange)

    def _answer(self, environ: dict[str, Any], exchange: RsgiProtocol) -> None:
        start = _Start()
        pieces = self._application(environ, start)
        try:
            headers = start.headers
            # Granian does not tell whether a chunked body had a length too, by which a proxy may
            # have read it: nothing may follow it on this connection (RFC 9112 §6.1).
            if self.closes or "HTTP_TRANSFER_ENCODING" in environ:
                headers = [*headers, ("Connection", "close")]
            if type(pieces) is list or _tells_length(headers):
                exchange.response_bytes(start.status, headers, b"".join(pieces))
            else:
                self._send(exchange, start.status, headers, pieces)
        finally:
            self.answered += 1
            close = getattr(pieces, "close", None)
            if close is not None:
                close()

    def _send(
        self,
        exchange: RsgiProtocol,
        status: int,
        headers: list[tuple[str, str]],
        pieces: Iterable[bytes],
    ) -> None:
        """Answer with a body of unknown length, once all of it is made: half of one is an error.

        A large one waits in a file without a name, from which granian sends it as fast as the
        client reads.
        """
        with ExitStack() as unless_kept:
            file = unless_kept.enter_context(SpooledTemporaryFile(_MEMORY_BYTES))
            size = sum(file.write(piece) for piece in pieces)
            if size <= _MEMORY_BYTES:
                file.seek(0)
                exchange.response_bytes(status, headers, file.read())
                return
            file.flush()
            unless_kept.pop_all()
        self._files.append((time.monotonic() + _OPENED_SECONDS, file))
        headers = [*headers, ("Content-Length", str(size))]
        exchange.response_file(status, headers, f"/proc/self/fd/{file.fileno()}")

    @staticmethod
    def _fail(exchange: RsgiProtocol) -> None:
        _log.exception("a request did not reach the application")
        refuse(exchange, _FAULT)


def _tells_length(headers: list[tuple[str, str]]) -> bool:
    return any(name.lower() == "content-length" for name, _ in headers)
