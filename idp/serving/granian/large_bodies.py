"""Bodies too large for memory, read at a minimum rate by a thread that works on them.

These threads are not those of other requests: what arrives is passed on by one of granian's, and
would wait for ever if all of those waited for it.
"""

import io
import threading
import time
from collections.abc import Callable
from typing import BinaryIO, cast

from typing_extensions import Buffer, override

from idp.serving.granian._granian import RsgiProtocol
from idp.serving.request_bounds import LEAST_BYTES_A_SECOND

_AT_ONCE = 4
_READ_BYTES = 65_536


class LargeBodies:
    """The large bodies that one process reads at the same time."""

    def __init__(self, body_seconds: int) -> None:
        self._body_seconds = body_seconds
        self._free = threading.BoundedSemaphore(_AT_ONCE)

    def begin(
        self,
        exchange: RsgiProtocol,
        received: bytes,
        length: int | None,
        answer: Callable[[BinaryIO], None],
    ) -> bool:
        """Let a thread `answer`; return False when too many do so already."""
        if not self._free.acquire(blocking=False):
            return False
        body = _Body(exchange, received, length, self._body_seconds)

        def work() -> None:
            try:
                answer(cast("BinaryIO", io.BufferedReader(body, _READ_BYTES)))
            finally:
                self._free.release()

        threading.Thread(target=work, name="large-body", daemon=True).start()
        return True


class _Body(io.RawIOBase):
    """A body that is read while it arrives."""

    def __init__(
        self, exchange: RsgiProtocol, received: bytes, length: int | None, seconds: int
    ) -> None:
        self._exchange = exchange
        self._here = memoryview(received)
        self._missing = length
        """How many bytes have not arrived yet; None: not known."""
        self._until = time.monotonic() + seconds

    @override
    def readable(self) -> bool:
        return True

    @override
    def readinto(self, buffer: Buffer) -> int:
        if not self._here:
            self._here = memoryview(self._next())
        into = memoryview(buffer)
        count = min(len(into), len(self._here))
        into[:count] = self._here[:count]
        self._here = self._here[count:]
        return count

    def _next(self) -> bytes:
        try:
            coming = self._exchange.__anext__()
        except StopAsyncIteration:
            return b""
        is_here = threading.Event()
        coming.add_done_callback(lambda _coming: is_here.set())
        if not is_here.wait(max(0.0, self._until - time.monotonic())):
            coming.cancel()
            raise TimeoutError("the body arrives too slowly")
        piece = coming.result()
        self._until += len(piece) / LEAST_BYTES_A_SECOND
        if self._missing is not None:
            self._missing -= len(piece)
        if not piece and (self._missing or not is_at_the_end(self._exchange)):
            raise ConnectionError("the body breaks off")
        return piece


def is_at_the_end(exchange: RsgiProtocol) -> bool:
    """Tell whether the empty piece that was read is the end: when a body breaks off, one comes too.

    After the end nothing more can be asked for. Trailers are taken for a break.
    """
    try:
        exchange.__anext__()
    except StopAsyncIteration:
        return True
    return False
