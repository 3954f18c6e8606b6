"""A process of gunicorn's in which granian reads the requests.

Granian's own processes would each bind the port (`SO_REUSEPORT`): what waits at one that ends is
lost, and each loads the application by itself. Gunicorn's share one socket and one application.

On a signal to stop, or once it answered as many requests as it may, it goes on answering for a
while and closes each connection after its answer; then it accepts the connections that wait at its
port, closes that, and ends when everything is answered.
"""

import os
import select
import time
from collections.abc import Callable
from types import FrameType
from typing import ClassVar

from gunicorn.workers.base import Worker
from typing_extensions import override

from idp.serving.granian._granian import Listening
from idp.serving.granian.answering import Answering
from idp.serving.granian.bodies import Bodies
from idp.serving.granian.environment import Environments
from idp.serving.request_bounds import HEAD_BYTES, bounds_of
from idp.settings import ServerSettings

_CONNECTIONS = 900
"""Fewer than the files that a process may open where nobody allows it more (1,024)."""
_LOOK_SECONDS = 0.5
_RECYCLING_SECONDS = 2.0
"""How long connections are closed by their answers before a process makes room for a fresh one."""


class GranianWorker(Worker):
    """Subclassed with the `settings` of a server, and what `announce`s that it leaves."""

    settings: ClassVar[ServerSettings]
    announce: Callable[[], None]

    _leaves_at: float | None = None
    _answering: Answering | None = None

    @override
    def run(self) -> None:
        listener = self.sockets[0]
        host, port = _names(listener.getsockname())
        bodies = Bodies(bounds_of(self.settings))
        application = self.wsgi
        answering = self._answering = Answering(
            application, Environments(host=host, port=port), bodies
        )
        # It may have been told to leave already.
        answering.closes = self._leaves_at is not None
        listening = Listening(
            listener.sock,  # type: ignore[attr-defined] # a socket of gunicorn's holds one
            answer=answering,
            threads=self.settings.threads,
            connections=_CONNECTIONS,
            head_bytes=HEAD_BYTES,
            head_seconds=self.cfg.keepalive,
        )
        # Granian has its own; with this one open, connections would wait for nobody.
        for each in self.sockets:
            each.close()
        while not self._is_due():
            self._look(answering, bodies)
        listening.stop()
        until = time.monotonic() + self.settings.drain_seconds
        while not listening.ended.is_set() and time.monotonic() < until:
            self._look(answering, bodies)

    @override
    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.announce()
        self._leave(self.settings.leaving_seconds)

    @override
    def handle_quit(self, sig: int, frame: FrameType | None) -> None:
        # Gunicorn's ends the interpreter under granian's threads, which then abort the process.
        self.announce()
        self._leaves_at = time.monotonic()

    def _look(self, answering: Answering, bodies: Bodies) -> None:
        self.notify()
        bodies.refuse_late()
        answering.close_files()
        if answering.answered >= self.max_requests:
            self._leave(_RECYCLING_SECONDS)
        # A signal writes to this pipe.
        if select.select([self.PIPE[0]], [], [], _LOOK_SECONDS)[0]:
            os.read(self.PIPE[0], select.PIPE_BUF)

    def _leave(self, seconds: float) -> None:
        if self._leaves_at is None:
            self._leaves_at = time.monotonic() + seconds
            if self._answering is not None:
                self._answering.closes = True

    def _is_due(self) -> bool:
        # Without a parent process: free the port for its successor.
        if os.getppid() != self.ppid:
            return True
        return self._leaves_at is not None and time.monotonic() >= self._leaves_at


def _names(address: object) -> tuple[str, str]:
    """Return host and port of a socket's address; a file's has neither."""
    return (str(address[0]), str(address[1])) if isinstance(address, tuple) else ("localhost", "")
