"""The load: keep-alive connections in one event loop, on a core of its own.

Requests are bytes made beforehand; a response is read no further than a caller needs. On this
kind of machine the driver itself tops out near 20,000 requests a second: what comes close to that
measures the driver.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from typing_extensions import override

Request = Iterator[bytes]
"""The next request of one connection; ends when there is nothing left to ask."""
Seen = Callable[[int, bytes, bytes], None]
"""Told status, headers and body of each response."""
Spent = Callable[[], float]
"""Tells for how long those who answer ran on a processor until now, in seconds."""


@dataclass(frozen=True, slots=True)
class Result:
    """What one run gave; times in milliseconds."""

    per_second: float
    median_ms: float
    p99_ms: float
    errors: int
    processor_ms: float = 0.0
    """Of each request, by the server and its database; 0 where it was not measured."""


class _Connection(asyncio.Protocol):
    def __init__(self, requests: Request, expected: int, seen: Seen | None) -> None:
        self._requests = requests
        self._expected = expected
        self._seen = seen
        self._buffer = b""
        self._began = 0.0
        self.taken: list[float] = []
        self.errors = 0
        self.stopping = False
        self.done = asyncio.get_running_loop().create_future()

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._next()

    @override
    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, found, body = self._buffer.partition(b"\r\n\r\n")
        if not found or len(body) < _length(head):
            return
        self.taken.append(time.perf_counter() - self._began)
        status = int(head[9:12])
        if status != self._expected:
            self.errors += 1
        elif self._seen is not None:
            self._seen(status, head, body)
        self._buffer = b""
        self._next()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.errors += 0 if self.stopping else 1
            self.done.set_result(None)

    def _next(self) -> None:
        request = None if self.stopping else next(self._requests, None)
        if request is None:
            self.stopping = True
            self._transport.close()
            return
        self._began = time.perf_counter()
        self._transport.write(request)


def _length(head: bytes) -> int:
    lowered = head.lower()
    start = lowered.find(b"content-length:")
    if start < 0:
        return 0
    end = lowered.find(b"\r\n", start)
    return int(lowered[start + 15 : end if end > 0 else None])


def load(
    port: int,
    requests: list[Request],
    *,
    seconds: float,
    expected: int = 200,
    seen: Seen | None = None,
    spent: Spent = float,
) -> Result:
    """Ask for `seconds`, a connection for each of `requests`, or until they run out."""
    before = spent()
    elapsed, connections = asyncio.run(_load(port, requests, seconds, expected, seen))
    taken = [each for connection in connections for each in connection.taken]
    return result(taken, elapsed, spent() - before, errors=sum(each.errors for each in connections))


def result(taken: list[float], elapsed: float, spent: float, *, errors: int = 0) -> Result:
    """Return what was measured; all times in seconds, `taken` by each answer."""
    if not taken:
        return Result(0.0, 0.0, 0.0, errors)
    taken = sorted(taken)
    return Result(
        per_second=len(taken) / elapsed,
        median_ms=taken[len(taken) // 2] * 1000,
        p99_ms=taken[int(len(taken) * 0.99)] * 1000,
        errors=errors,
        processor_ms=spent / len(taken) * 1000,
    )


async def _load(
    port: int, requests: list[Request], seconds: float, expected: int, seen: Seen | None
) -> tuple[float, list[_Connection]]:
    loop = asyncio.get_running_loop()
    began = time.perf_counter()
    connections = [
        (await loop.create_connection(_maker(each, expected, seen), "127.0.0.1", port))[1]
        for each in requests
    ]
    everything = asyncio.gather(*(each.done for each in connections))
    try:
        await asyncio.wait_for(asyncio.shield(everything), seconds)
    except TimeoutError:
        for each in connections:
            each.stopping = True
        await everything
    return time.perf_counter() - began, connections


def _maker(requests: Request, expected: int, seen: Seen | None) -> Callable[[], _Connection]:
    return lambda: _Connection(requests, expected, seen)
