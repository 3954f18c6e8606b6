"""A gunicorn worker that announces that it stops, and drops no connection.

On a signal to stop, it goes on answering for `leaving_seconds` while `/health/ready` says 503 and
every response closes its connection, so that a load balancer uses other nodes. Then it accepts the
connections that wait at its port, and closes the port at once: later ones are refused and retried
elsewhere, instead of waiting in a queue that ends with the process.
"""

import select
import time
from collections.abc import Callable
from types import FrameType
from typing import ClassVar

from typing_extensions import override

from idp.serving.gunicorn.buffering_worker import BufferingWorker


class LeavingWorker(BufferingWorker):
    """Subclassed with the `leaving_seconds` of a server; `announce` makes it not ready."""

    leaving_seconds: ClassVar[int] = 0
    announce: Callable[[], None] | None = None

    _leaves_at: float | None = None

    @override
    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if self._leaves_at is not None:
            return
        self._leaves_at = time.monotonic() + self.leaving_seconds
        if self.announce is not None:
            self.announce()
        # Keeps no connection alive: `Connection: close` cuts off no request that is on its way.
        self.max_keepalived = 0
        self.method_queue.defer(self._leave_if_due)

    @override
    def murder_pending(self) -> None:
        super().murder_pending()
        self._leave_if_due()

    @override
    def is_parent_alive(self) -> bool:
        if super().is_parent_alive():
            return True
        # The parent process ended: free the port for its successor.
        self.alive = False
        return False

    @override
    def set_accept_enabled(self, enabled: bool | None) -> None:
        if not enabled and not self.alive:
            self._accept_the_last()
        super().set_accept_enabled(enabled)
        if not enabled and not self.alive:
            for listener in self.sockets:
                listener.close()
            self.sockets = []

    def _leave_if_due(self) -> None:
        if self._leaves_at is not None and time.monotonic() >= self._leaves_at:
            self.alive = False

    def _accept_the_last(self) -> None:
        for listener in self.sockets:
            waiting = select.poll()
            waiting.register(listener, select.POLLIN)
            while waiting.poll(0):
                self.accept(listener)
