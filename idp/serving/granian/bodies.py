"""Request bodies, collected while no thread waits for them.

A body must arrive within `body_seconds`; each part that arrives extends the time limit of the rest.
"""

import io
import time
from collections.abc import Callable
from functools import partial
from typing import BinaryIO

from idp.serving.granian._granian import Coming, RsgiProtocol
from idp.serving.granian.large_bodies import LargeBodies, is_at_the_end
from idp.serving.request_bounds import LEAST_BYTES_A_SECOND, MOST_HELD_BYTES, RequestBounds

_BAD_REQUEST, _REQUEST_TIMEOUT, _SERVICE_UNAVAILABLE = 400, 408, 503
Answer = Callable[[BinaryIO], None]
"""Works on a request whose body can be read without waiting for the client."""


def refuse(exchange: RsgiProtocol, status: int = _BAD_REQUEST) -> None:
    """Answer a request that does not reach the application, and close its connection."""
    exchange.response_bytes(status, [("Connection", "close")], b"")


class _Arrival:
    """A body on its way."""

    __slots__ = ("answer", "coming", "exchange", "kept_bytes", "received", "until")

    def __init__(
        self, exchange: RsgiProtocol, answer: Answer, kept_bytes: int, until: float
    ) -> None:
        self.exchange = exchange
        self.answer = answer
        self.kept_bytes = kept_bytes
        """In memory, or soon."""
        self.until = until
        self.received = bytearray()
        """Of a body without a length."""
        self.coming: Coming | None = None
        """It refers to the arrival as well: neither is forgotten while both do."""


class Bodies:
    """The bodies of one process that are on their way.

    Whoever removes an arrival from the set answers its request: a thread that has the body, or the
    main loop when its time is over.
    """

    def __init__(self, bounds: RequestBounds) -> None:
        self._bounds = bounds
        self._large = LargeBodies(bounds.body_seconds)
        self._arriving: set[_Arrival] = set()

    def collect(self, exchange: RsgiProtocol, length: int | None, answer: Answer) -> None:
        """Let `answer` work on the request once its body of `length` bytes (None: chunked) is here.

        One that is too large for memory is passed on at once, to be read while it arrives.
        """
        until = time.monotonic() + self._bounds.body_seconds
        if length is None:
            exchange.__aiter__()
            arrival = _Arrival(exchange, answer, 0, until)
            self._arriving.add(arrival)
            self._read_on(arrival)
        elif length > self._bounds.most_bytes:
            exchange.__aiter__()
            self._read_large(exchange, b"", length, answer)
        else:
            arrival = _Arrival(exchange, answer, length, until + length / LEAST_BYTES_A_SECOND)
            self._arriving.add(arrival)
            if self._is_too_much(arrival):
                self._refuse(arrival, _SERVICE_UNAVAILABLE)
                return
            coming = arrival.coming = exchange()
            coming.add_done_callback(partial(self._end, arrival))

    def refuse_late(self) -> None:
        """Answer those that took too long: called twice a second."""
        now = time.monotonic()
        for arrival in [each for each in self._arriving.copy() if each.until <= now]:
            self._refuse(arrival, _REQUEST_TIMEOUT)

    def _end(self, arrival: _Arrival, coming: Coming) -> None:
        arrival.coming = None
        if not self._claim(arrival):
            return
        try:
            body = coming.result()
        except Exception:  # noqa: BLE001 - the client left: there is nobody to tell
            body = b""
        if len(body) == arrival.kept_bytes:
            arrival.answer(io.BytesIO(body))
        else:
            refuse(arrival.exchange)

    def _read_on(self, arrival: _Arrival) -> None:
        coming = arrival.coming = arrival.exchange.__anext__()
        coming.add_done_callback(partial(self._take, arrival))

    def _take(self, arrival: _Arrival, coming: Coming) -> None:
        arrival.coming = None
        if arrival not in self._arriving:
            return
        piece = coming.result()
        arrival.received += piece
        arrival.kept_bytes = len(arrival.received)
        arrival.until += len(piece) / LEAST_BYTES_A_SECOND
        if not piece:
            if self._claim(arrival):
                self._end_of_chunks(arrival)
        elif arrival.kept_bytes > self._bounds.most_bytes:
            if self._claim(arrival):
                self._read_large(arrival.exchange, bytes(arrival.received), None, arrival.answer)
        elif self._is_too_much(arrival):
            self._refuse(arrival, _SERVICE_UNAVAILABLE)
        else:
            self._read_on(arrival)

    def _end_of_chunks(self, arrival: _Arrival) -> None:
        if is_at_the_end(arrival.exchange):
            arrival.answer(io.BytesIO(arrival.received))
        else:
            refuse(arrival.exchange)

    def _read_large(
        self, exchange: RsgiProtocol, received: bytes, length: int | None, answer: Answer
    ) -> None:
        if not self._large.begin(exchange, received, length, answer):
            refuse(exchange, _SERVICE_UNAVAILABLE)

    def _is_too_much(self, arrival: _Arrival) -> bool:
        if arrival.kept_bytes <= self._bounds.body_bytes:
            return False
        return sum(each.kept_bytes for each in self._arriving.copy()) > MOST_HELD_BYTES

    def _refuse(self, arrival: _Arrival, status: int) -> None:
        if not self._claim(arrival):
            return
        coming, arrival.coming = arrival.coming, None
        if coming is not None:
            coming.cancel()
        refuse(arrival.exchange, status)

    def _claim(self, arrival: _Arrival) -> bool:
        try:
            self._arriving.remove(arrival)
        except KeyError:
            return False
        return True
